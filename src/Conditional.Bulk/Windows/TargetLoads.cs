using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>The targets of a window: what the locks said of them, and what the load found.</summary>
internal sealed class TargetLoads
{
    private readonly Dictionary<TargetRow, (bool? IsLocked, LoadedRow? Row)> _targets = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TargetKind, IReadOnlyList<string>?> _tables = [];

    /// <summary>Loads the rows that are locked in one query for each entity type and key, streamed: the tracker never holds two of them.</summary>
    public static async Task<TargetLoads> LoadAsync(
        DbContext context, WriteSession session, WindowPlan plan, IReadOnlyList<bool>? locks, CancellationToken cancellationToken)
    {
        var loads = new TargetLoads();
        for (var i = 0; i < plan.Targets.Count; i++) loads._targets.Add(plan.Targets[i], (locks?[i], null));

        var loading = plan.Items.Select(planned => planned.Item).Where(item => item.Target is not null && !item.IsRefusedUnasked);
        foreach (var items in loading.GroupBy(item => TargetKind.Of(item.Target!)))
        {
            loads._tables.Add(items.Key, TablesOf(items.First(), context, session));
            await loads.LoadAsync(context, [.. items], cancellationToken).ConfigureAwait(false);
        }

        return loads;
    }

    public LoadedRow? Of(TargetRow target) => _targets[target].Row;

    /// <summary>The tables that the load reads besides the row's own, those of query filters; null if that cannot be told.</summary>
    public IReadOnlyList<string>? TablesOf(TargetRow target) => _tables[TargetKind.Of(target)];

    /// <summary>Whether the row was there to be locked; null where rows are not locked one by one.</summary>
    public bool? LockOf(TargetRow target) => _targets[target].IsLocked;

    private static List<string>? TablesOf(WriteItem item, DbContext context, WriteSession session)
    {
        if (item.AskForTarget(context, session).Tables is not { } read) return null;

        List<string> tables = [.. read.Select(table => TableNames.Of(table.Name))];
        TableNames.RemoveOwn(tables, item.EntityType);
        return tables;
    }

    private async Task LoadAsync(DbContext context, WriteItem[] items, CancellationToken cancellationToken)
    {
        var properties = items[0].Target!.KeyProperties;
        var rows = new Dictionary<IReadOnlyList<object>, LoadedRow>(items.Length, new KeyComparer(properties));

        // To list what is tracked, EF would look for changes in the rows that it has just made.
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var chunk in items.Chunk(EntityKey.KeysPerQuery(properties)))
        {
            var keys = Array.ConvertAll(chunk, item => item.Target!.KeyValues);
            await foreach (var root in chunk[0].LoadMany(context, keys).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                var row = LoadedRow.Take(context, root);
                rows.Add(row.KeyOf(items[0].Target!), row);
            }
        }

        context.ChangeTracker.AutoDetectChangesEnabled = true;
        foreach (var item in items)
        {
            if (rows.TryGetValue(item.Target!.KeyValues, out var row)) _targets[item.Target] = _targets[item.Target] with { Row = row };
        }
    }
}

/// <summary>What targets have in common that can be loaded together.</summary>
/// <param name="EntityType">The entity type.</param>
/// <param name="Key">The properties of the key.</param>
/// <param name="IgnoredFilters">The query filters that do not apply.</param>
internal readonly record struct TargetKind(IEntityType EntityType, IReadOnlyList<IProperty> Key, string IgnoredFilters)
{
    public static TargetKind Of(TargetRow target) => new(
        target.EntityType,
        target.KeyProperties,
        target.IgnoredQueryFilters.Count == 0 ? "" : string.Join('\n', target.IgnoredQueryFilters.Distinct().Order(StringComparer.Ordinal)));
}
