namespace Conditional.Bulk.PostgreSQL;

/// <summary>What happens in other tables when rows are deleted from a table.</summary>
internal sealed class DeleteReach
{
    /// <param name="table">The table deleted from.</param>
    /// <param name="references">All foreign keys into it, and into each table that the actions of foreign keys change.</param>
    /// <param name="solo">The tables among them whose statements are written one by one.</param>
    public DeleteReach(uint table, IReadOnlyCollection<Reference> references, IReadOnlySet<uint> solo)
    {
        var pending = new Queue<uint>([table]);
        while (pending.TryDequeue(out var next))
        {
            foreach (var reference in references.Where(reference => reference.To == next && reference.IsAction))
            {
                if (ChangedByActions.Add(reference.From)) pending.Enqueue(reference.From);
            }
        }

        Changed = [table, .. ChangedByActions];
        var into = references.Where(reference => Changed.Contains(reference.To)).Distinct().ToList();
        Near = [.. Changed, .. into.Select(reference => reference.From)];
        IsSimple = !into.Any(reference => reference.From == table && reference.To == table)
            && (ChangedByActions.Count == 0 || into.GroupBy(reference => reference.From).All(group => group.Count() == 1));
        ReachesSolo = ChangedByActions.Overlaps(solo);
    }

    /// <summary>The tables in which CASCADE, SET NULL or SET DEFAULT change or delete rows.</summary>
    public HashSet<uint> ChangedByActions { get; } = [];

    /// <summary>Those, and the table.</summary>
    public HashSet<uint> Changed { get; }

    /// <summary>Those, and every table with a foreign key into one of them.</summary>
    public HashSet<uint> Near { get; }

    /// <summary>Whether it makes no difference in which order several rows are deleted.</summary>
    public bool IsSimple { get; }

    /// <summary>Whether an action changes a table whose statements are written one by one.</summary>
    public bool ReachesSolo { get; }

    /// <summary>A foreign key.</summary>
    /// <param name="From">The table that refers.</param>
    /// <param name="Columns">The columns that refer, which tell it apart from others between the two tables.</param>
    /// <param name="To">The table referred to.</param>
    /// <param name="IsAction">Whether a delete changes the rows that refer: CASCADE, SET NULL, SET DEFAULT.</param>
    public sealed record Reference(uint From, string Columns, uint To, bool IsAction);
}
