using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// Consecutive items that can be asked for and loaded together: no gate or target of one may depend on what an item before it writes.
/// </summary>
internal sealed class Window<TEntity>(DbContext context, WritePipeline pipeline, IEntityType entityType, bool loads, int limit)
    where TEntity : class
{
    private readonly Dictionary<object, int> _questions = [];
    private readonly List<GateQuery> _queries = [];
    private readonly HashSet<IReadOnlyList<object>> _keys = new(new KeyComparer(entityType.FindPrimaryKey()!.Properties));
    private readonly WrittenTables _certain = NewTables(entityType, loads);

    public List<WindowItem<TEntity>> Items { get; } = [];

    /// <summary>What the gates ask, each question once.</summary>
    public IReadOnlyList<GateQuery> Queries => _queries;

    /// <summary>The keys of the rows to load, in the order of the items; none for creates.</summary>
    public IReadOnlyList<IReadOnlyList<object>> Keys => [.. Items.Select(item => item.Item.TargetKey).OfType<IReadOnlyList<object>>()];

    /// <summary>The tables of the items' own entity type, to which those of their graphs are added as they are written.</summary>
    public static WrittenTables NewTables(IEntityType entityType, bool loads)
    {
        var tables = new WrittenTables(deletes: loads);
        foreach (var type in entityType.GetDerivedTypesInclusive()) tables.Add(type);
        return tables;
    }

    /// <returns>Whether the item is in the window; otherwise the window ends before it.</returns>
    public bool TryAdd(int index, WriteItem<TEntity> item)
    {
        if (Items.Count >= limit) return false;
        if (item.TargetKey is { } key && !_keys.Add(key)) return false;

        var windowItem = new WindowItem<TEntity>(index, item);
        var asked = _queries.Count;
        if (!TryAsk(windowItem) || (Items.Count > 0 && _certain.Overlap(windowItem.GateTables)))
        {
            if (item.TargetKey is { } unused) _keys.Remove(unused);
            ForgetFrom(asked);
            return false;
        }

        Items.Add(windowItem);
        return true;
    }

    /// <returns>False if a condition cannot be translated, which is to be its item's failure.</returns>
    private bool TryAsk(WindowItem<TEntity> item)
    {
        try
        {
            foreach (var leaf in item.Item.Gate?.Leaves ?? []) Ask(item, leaf);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void Ask(WindowItem<TEntity> item, GateLeaf leaf)
    {
        var ofTarget = leaf is TargetGate;
        object question = ofTarget ? (leaf, item.Index) : (object?)leaf.Sign() ?? leaf;
        if (!_questions.TryGetValue(question, out var i))
        {
            _queries.Add(leaf.Describe(pipeline, context, item.Item.TargetKey));
            _questions.Add(question, i = _queries.Count - 1);
        }

        item.Ask(leaf, i, ofTarget ? WindowRules.Besides(_queries[i], entityType) : _queries[i].Tables);
    }

    private void ForgetFrom(int asked)
    {
        foreach (var question in _questions.Where(question => question.Value >= asked).ToList()) _questions.Remove(question.Key);
        _queries.RemoveRange(asked, _queries.Count - asked);
    }
}
