using System.Diagnostics.CodeAnalysis;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// Reads the gates' answers and runs the specs of a window, in order, until an item has to wait for what those before it write.
/// </summary>
/// <param name="context">The private context, which tracks the items side by side.</param>
/// <param name="tracked">What it tracks.</param>
/// <param name="graphs">Refuses graphs that are not an item's own.</param>
/// <param name="failures">Makes the failures.</param>
/// <param name="built">What specs built whose items had to wait: they are called once.</param>
/// <param name="entityType">The entity type of the items.</param>
/// <param name="loads">Whether the items have rows to be loaded.</param>
/// <param name="loadTables">The tables that are read to load a row, but for its own; null if that cannot be told.</param>
internal sealed class WindowStage<TEntity>(
    DbContext context,
    TrackedEntries tracked,
    GraphGuard graphs,
    FailureReader failures,
    Dictionary<int, TEntity> built,
    IEntityType entityType,
    bool loads,
    IReadOnlyList<(string Name, string? Schema)>? loadTables)
    where TEntity : class
{
    private readonly WrittenTables _written = Window<TEntity>.NewTables(entityType, loads);
    private readonly WindowRelations _relations = new();

    /// <summary>The item that ended the window because it can be in none; null if there was no such.</summary>
    public int? IsToBeAlone { get; private set; }

    /// <returns>The items that are staged, or have failed already.</returns>
    public async Task<List<WindowItem<TEntity>>> RunAsync(
        List<WindowItem<TEntity>> items,
        WindowRows rows,
        Dictionary<IReadOnlyList<object>, TEntity> targets,
        CancellationToken cancellationToken)
    {
        var done = new List<WindowItem<TEntity>>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (i > 0 && HasToWait(item)) break;

            var target = item.Item.TargetKey is { } key ? targets.GetValueOrDefault(key) : null;
            if (loads && target is null && rows.Targets[i])
            {
                // A query filter hides the row, or the database takes keys for equal that differ here: what to load is for a query of its own.
                IsToBeAlone = item.Index;
                break;
            }

            var answers = new GivenAnswers(rows.Gates, item.Questions, target is not null);
            item.Failure = await item.Item.RefusalAsync(item.Index, answers, failures, cancellationToken).ConfigureAwait(false);
            if (item.Failure is null && !TryStage(item, target)) break;

            foreach (var entry in item.Entries) _written.Add(entry.Metadata);
            done.Add(item);
        }

        return done;
    }

    private bool HasToWait(WindowItem<TEntity> item) =>
        _written.HasTrigger || _written.Overlap(item.GateTables) || _written.Overlap(loadTables);

    /// <summary>Runs the spec and tracks what it made.</summary>
    /// <returns>False if the item cannot be tracked beside those before it.</returns>
    private bool TryStage(WindowItem<TEntity> item, TEntity? target)
    {
        if (target is not null) item.Own(tracked.Among(graphs.GraphOf(target).Keys));

        if (!TryRunSpec(item, target, out var graph)) return true;

        if (_relations.Meets(graph))
        {
            item.Detach();
            if (!loads) built[item.Index] = item.Entity!;
            return false;
        }

        // What it throws undoes the window: EF has tracked a part of the graph by then, and does not tell which.
        tracked.Clear();
        item.Item.Track(context, item.Entity!, item.Entries);
        item.Own(tracked.All);
        _relations.Add(graph);
        return true;
    }

    /// <returns>
    /// False if the spec failed, which is the item's failure. SQL of its own that failed may have aborted the transaction: that undoes the
    /// window.
    /// </returns>
    private bool TryRunSpec(
        WindowItem<TEntity> item, TEntity? target, [NotNullWhen(true)] out IReadOnlyDictionary<object, IEntityType?>? graph)
    {
        try
        {
            item.Entity = built.GetValueOrDefault(item.Index) ?? item.Item.RunSpec(target);
            graph = item.Item.Check(item.Index, item.Entity, graphs);
            item.Graph = graph.Keys;
            return true;
        }
        catch (Exception exception) when (failures.DescribeFirst(exception) is null)
        {
            item.Failure = failures.Read(item.Index, item.Item, WriteStage.Spec, exception);
            if (item.Failure is null) throw;

            item.Detach();
            graph = null;
            return false;
        }
    }
}
