namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Which items may be written together, statement by statement, in another order than their own. A statement that runs no code can meet
/// another one only through the same row, an entry of a unique index, or the existence of a row that refers or is referred to. The order
/// in a run (inserts, updates, deletes; who is referred to is made first and deleted last) leaves every maker before its user.
/// </summary>
internal sealed class CommuteRule(IEnumerable<CommuteLine> lines)
{
    private readonly CommuteLine[] _lines = [.. lines];

    /// <summary>The lines of the rule, with nothing in the run.</summary>
    public static IEnumerable<CommuteLine> Lines() =>
    [
        new DifferentRows(), new ReferencesBeforeRows(), new UniqueEntries(), new DeletesAndInserts(), new DeletesAndUpdates(),
        new DeletesTogether(), new SequenceDraws(),
    ];

    /// <summary>Takes an item into the run if it commutes with all that are in it.</summary>
    /// <param name="item">The commands of the item.</param>
    /// <param name="order">The order of the run's statements.</param>
    /// <returns>Whether it is in the run. If not, the run is over.</returns>
    public bool TryJoin(IReadOnlyList<RunCommand> item, StatementOrder order)
    {
        var before = item.Count == 1 ? [] : new List<RunCommand>(item.Count);
        foreach (var command in item)
        {
            foreach (var line in _lines)
            {
                if (!line.Admits(command)) return false;
            }

            if (!order.TryAdd(command, before)) return false;

            foreach (var line in _lines) line.Add(command, before);
            if (item.Count > 1) before.Add(command);
        }

        return true;
    }

    /// <summary>Begins a new run.</summary>
    public void Clear()
    {
        foreach (var line in _lines) line.Clear();
    }
}
