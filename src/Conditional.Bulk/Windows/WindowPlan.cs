using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Consecutive items that are going to be asked for, locked and loaded together.</summary>
internal sealed class WindowPlan(DbContext context, WriteSession session, int limit)
{
    private readonly HashSet<TargetRow> _rows = new(new TargetRowComparer());
    private readonly HashSet<string> _certain = [];
    private readonly HashSet<IEntityType> _types = [];
    private readonly List<PlannedItem> _items = [];
    private readonly List<TargetRow> _targets = [];
    private readonly HashSet<ITable> _tables = [];

    public IReadOnlyList<PlannedItem> Items => _items;

    /// <summary>How many of the items depend on the database; the others are refused without it.</summary>
    public int Asking { get; private set; }

    /// <summary>The rows to lock, each once.</summary>
    public IReadOnlyList<TargetRow> Targets => _targets;

    /// <summary>The tables that the items' own entity types are mapped to.</summary>
    public IReadOnlyCollection<ITable> Tables => _tables;

    public QuestionPool Questions { get; } = new();

    /// <returns>
    /// Whether the item is in the window. If not, the window ends before the item: a row comes a second time, or the gate reads what an item
    /// before it is going to write.
    /// </returns>
    public bool TryAdd(WriteItem item)
    {
        if (_items.Count >= limit) return false;

        var asked = Questions.Questions.Count;
        try
        {
            if (item.IsRefusedUnasked)
            {
                _items.Add(new PlannedItem(item, ItemQuestions.Of(item, context, session, Questions)));
                return true;
            }

            if (item.Target is { } target && !_rows.Add(target)) return false;

            var questions = ItemQuestions.Of(item, context, session, Questions);
            if (_items.Count > 0 && (questions.Tables is null || _certain.Overlaps(questions.Tables)))
            {
                Questions.ForgetFrom(asked);
                return false;
            }

            Add(item, questions);
            return true;
        }
        catch (Exception exception) when (_items.Count > 0 || exception is not CannotLockException)
        {
            // A comparer of the model's or the like: it is to be the item's failure, in the item's turn. So is a gate that cannot be held the
            // call's error, since the batch may stop before that item.
            Questions.ForgetFrom(asked);
            return false;
        }
    }

    private void Add(WriteItem item, ItemQuestions questions)
    {
        _items.Add(new PlannedItem(item, questions));
        Asking++;
        if (item.Target is { } target) _targets.Add(target);
        if (!_types.Add(item.EntityType)) return;

        _tables.UnionWith(item.EntityType.GetTables());
        _certain.UnionWith(TableNames.Of(item.EntityType));
    }

    /// <summary>Compares rows by the keys of their hierarchy, as EF does.</summary>
    private sealed class TargetRowComparer : IEqualityComparer<TargetRow>
    {
        private readonly Dictionary<IReadOnlyList<IProperty>, KeyComparer> _comparers = new(ReferenceEqualityComparer.Instance);

        public bool Equals(TargetRow? x, TargetRow? y) =>
            x is not null && y is not null
            && ReferenceEquals(x.KeyProperties, y.KeyProperties)
            && x.EntityType.GetRootType() == y.EntityType.GetRootType()
            && ComparerOf(x).Equals(x.KeyValues, y.KeyValues);

        public int GetHashCode(TargetRow row) => ComparerOf(row).GetHashCode(row.KeyValues);

        private KeyComparer ComparerOf(TargetRow row)
        {
            if (!_comparers.TryGetValue(row.KeyProperties, out var comparer))
            {
                _comparers.Add(row.KeyProperties, comparer = new KeyComparer(row.KeyProperties));
            }

            return comparer;
        }
    }
}

/// <summary>An item in a window.</summary>
/// <param name="Item">The item.</param>
/// <param name="Questions">What its gate asks.</param>
internal sealed record PlannedItem(WriteItem Item, ItemQuestions Questions);
