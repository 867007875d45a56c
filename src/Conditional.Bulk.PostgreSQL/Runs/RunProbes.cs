using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Finds the items of a group that may fail: parts of the group are written each for itself and taken back. A part that is released would count
/// toward the subtransactions of which a server keeps 64 at hand; a part that is rolled back does not. What waits for generated values is left out.
/// </summary>
internal sealed class RunProbes(DbContext context, RunShapes shapes, TableRanks ranks)
{
    private const int ItemsPerPart = 16;

    /// <summary>What is sent after a cancellation runs on to the end.</summary>
    private const int PartsPerBatch = 250;

    /// <summary>Probes a group whose savepoint is still to be set.</summary>
    /// <param name="items">The items of the group.</param>
    /// <param name="before">Statements that come first, and lead to where the group begins.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The items that are in doubt.</returns>
    public async Task<HashSet<RecordedItem>> FindAsync(
        IReadOnlyList<RecordedItem> items, IEnumerable<string> before, CancellationToken cancellationToken)
    {
        List<string> first = [.. before, RunSavepoints.Set(RunSavepoints.Group)];

        // Rivals are in doubt in any case, and not probed: each of them succeeds as long as the others are not there.
        var inDoubt = Rivals.Among(items, shapes);
        List<RecordedItem> suspects = [.. items.Where(item => !inDoubt.Contains(item))];
        var isExplained = inDoubt.Count > 0;
        if (suspects.Count > ItemsPerPart)
        {
            var failed = await ProbeAsync([.. suspects.Chunk(ItemsPerPart)], first, cancellationToken).ConfigureAwait(false);
            suspects = [.. failed.SelectMany(part => part)];
            isExplained = suspects.Count == 0;
        }

        var bad = await ProbeAsync([.. suspects.Select(item => new[] { item })], first, cancellationToken).ConfigureAwait(false);
        inDoubt.UnionWith(bad.Count > 0 || isExplained ? bad.SelectMany(part => part) : suspects);
        return inDoubt;
    }

    private async Task<List<RecordedItem[]>> ProbeAsync(List<RecordedItem[]> parts, List<string> before, CancellationToken cancellationToken)
    {
        var failed = new List<RecordedItem[]>();
        for (var next = 0; next < parts.Count || before.Count > 0; next += PartsPerBatch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RecordedItem[][] chunk = [.. parts.Skip(next).Take(PartsPerBatch)];
            failed.AddRange(await SendAsync(chunk, before, cancellationToken).ConfigureAwait(false));
            before.Clear();
        }

        return failed;
    }

    private async Task<IEnumerable<RecordedItem[]>> SendAsync(RecordedItem[][] parts, List<string> before, CancellationToken cancellationToken)
    {
        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var sql in before) batch.Add(sql);
            List<List<GroupStatement>> sent = [.. parts.Select(part => Add(batch, part))];
            try
            {
                await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _ = BatchErrors.Of(batch, exception, cancellationToken);
            }

            return parts.Where((_, i) => !sent[i].TrueForAll(statement => statement.WroteAll));
        }
    }

    private List<GroupStatement> Add(StatementBatch batch, RecordedItem[] part)
    {
        List<GroupStatement> statements = [.. GroupStatements.Together(part, shapes, ranks).Where(statement => !statement.IsLinked)];
        for (var i = 0; i < statements.Count; i++) batch.Add(statements[i].Create(), endsPiece: i == statements.Count - 1);

        batch.Add(RunSavepoints.RollBack(RunSavepoints.Group));
        return statements;
    }
}
