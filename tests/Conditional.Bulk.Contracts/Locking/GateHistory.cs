namespace Conditional.Bulk.Contracts.Locking;

/// <summary>What writers were told, to be compared with what is in the database.</summary>
public sealed class GateHistory
{
    private readonly List<ItemResult<Entry>> _items = [];
    private volatile int _batches;

    /// <summary>Committed batches so far.</summary>
    public int Batches => _batches;

    public void Add(BulkResult<Entry> result)
    {
        lock (_items)
        {
            _batches++;
            _items.AddRange(result.Items);
        }
    }

    /// <summary>Checks that successes and rows are the same, and counts the rows whose gate was closed at their commit.</summary>
    public async Task<HistoryFigures> CheckAsync(HistoryContext context)
    {
        var rows = await context.Entries.AsNoTracking().ToListAsync();
        var commits = await context.Commits.AsNoTracking().OrderBy(commit => commit.Id).ToListAsync();
        var told = _items.Where(item => item.IsSuccess).Select(item => (item.Entity!.Id, item.Entity.Label));
        rows.Select(row => (row.Id, row.Label)).Order().Should().Equal(told.Order(), "Succeeded says what is there");
        rows.Select(row => row.Label).Should().OnlyHaveUniqueItems();

        var changes = commits.Where(commit => commit.GateName is not null).ToLookup(commit => commit.GateName!);
        var batches = commits.Where(commit => commit.Batch is not null).ToDictionary(commit => commit.Batch!);
        return new HistoryFigures(
            _batches,
            rows.Count,
            _items.Count(item => item.Failure?.Kind == WriteFailureKind.NotAllowed),
            _items.Count(item => item.Failure?.Kind == WriteFailureKind.CheckViolation),
            changes.Sum(gate => gate.Count()),
            rows.Count(row => !WasOpen(row)));

        bool WasOpen(Entry row) =>
            changes[row.GateName].LastOrDefault(change => change.Id < batches[row.Batch].Id) is { IsOpen: true };
    }
}

/// <param name="Batches">Committed batches.</param>
/// <param name="Rows">Rows that are there.</param>
/// <param name="Refused">Items that a gate refused.</param>
/// <param name="Spoiled">Items that the database rejected.</param>
/// <param name="GateChanges">How often a gate was opened or closed.</param>
/// <param name="Violations">Rows whose gate was not open when they were committed.</param>
public sealed record HistoryFigures(int Batches, int Rows, int Refused, int Spoiled, int GateChanges, int Violations);
