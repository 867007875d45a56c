using Conditional.Bulk;
using Import.Csv;
using Import.Data;
using Microsoft.EntityFrameworkCore;

namespace Import;

/// <summary>Keeps how far imports are, and what they rejected.</summary>
public sealed class ImportRuns(DbOpsProvider<ImportDb> provider)
{
    private const string OtherImport = "Another process imports this file, too. Run the import again when that process has ended.";

    /// <summary>The run of a file: the one that is there, or a new one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="restart">Whether to begin anew, whatever is there.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ImportRun> BeginAsync(ProductFile file, bool restart, CancellationToken cancellationToken) => provider.WriteAsync(
        async (ops, ct) =>
        {
            var key = Key<ImportRun>.Of(r => r.FileHash, file.Hash);

            // The bulk verb, since that there is none is no error here. The database deletes the rejects with it.
            if (restart) await ops.BulkPurgePartialAsync([new Purger<ImportRun>(key)], ct);

            var run = await ops.UpsertAsync(
                new Upserter<ImportRun>(CreatorSpec.For(() => new ImportRun { FileHash = file.Hash }), UpdaterSpec: null, key), ct);
            return run.Entity;
        },
        cancellationToken);

    /// <summary>The run as it is now.</summary>
    public Task<ImportRun> ReadAsync(long id, CancellationToken cancellationToken) => provider.ReadAsync(
        (ops, ct) => ops.Context.Runs.AsNoTracking().SingleAsync(r => r.Id == id, ct), cancellationToken);

    /// <summary>
    /// Writes the checkpoint and the rejects of a chunk in the transaction of its products: after a crash none is ahead of the others.
    /// </summary>
    public static async Task CheckpointAsync(
        WriteOps<ImportDb> ops, long id, BatchResult<ProductLine> chunk, CancellationToken cancellationToken)
    {
        var rejects = await ops.BulkCreatePartialAsync(
            chunk.Failed.Select(failed => CreatorSpec.For(() => RejectOf(failed, id))), cancellationToken: cancellationToken);
        rejects.ThrowIfAnyFailed();

        var actions = chunk.Items.CountBy(item => item.Action).ToDictionary();
        var firstLine = chunk.Items[0].Source.Line;
        var checkpoint = UpdaterSpec.For<ImportRun>(
            run =>
            {
                run.LastLine = chunk.Items[^1].Source.Line;
                run.Created += actions.GetValueOrDefault(WriteAction.Created);
                run.Updated += actions.GetValueOrDefault(WriteAction.Updated);
                run.Unchanged += actions.GetValueOrDefault(WriteAction.Unchanged);
                run.Rejected += chunk.Failed.Count;
            },
            new IntegrityCheck(WriteFailureKind.TargetNotFound, failure => new ImportException(OtherImport, failure.Exception)));

        // Two processes may import one file, or the server may still commit for one that was killed: whoever comes second writes nothing.
        var nobodyElseWrote = OnlyIf.Target<ImportRun>(run => run.LastLine < firstLine).OrThrow(() => new ImportException(OtherImport));
        await ops.UpdateAsync(new Updater<ImportRun>(checkpoint, id).OnlyIf(nobodyElseWrote), cancellationToken);
    }

    public Task FinishAsync(long id, CancellationToken cancellationToken) => provider.WriteAsync(
        (ops, ct) => ops.UpdateAsync(new Updater<ImportRun>(UpdaterSpec.For<ImportRun>(run => run.IsFinished = true), id), ct),
        cancellationToken);

    /// <summary>How many rows were rejected, by property and reason.</summary>
    public Task<List<RejectCount>> CountRejectsAsync(long id, CancellationToken cancellationToken) => provider.ReadAsync(
        (ops, ct) => ops.Context.Rejects.Where(r => r.RunId == id)
            .GroupBy(r => new { r.Property, r.Reason })
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key.Property).ThenBy(group => group.Key.Reason)
            .Select(group => new RejectCount(group.Key.Property, group.Key.Reason, group.Count()))
            .ToListAsync(ct),
        cancellationToken);

    /// <summary>Makes the reject file from the table of rejects. No transaction can hold a file, so the file is only ever a copy.</summary>
    public Task WriteRejectFileAsync(long id, string path, CancellationToken cancellationToken) => provider.ReadAsync(
        async (ops, ct) =>
        {
            var rejects = ops.Context.Rejects.AsNoTracking().Where(r => r.RunId == id).OrderBy(r => r.Line);
            await RejectFile.WriteAsync(path, rejects.AsAsyncEnumerable(), ct);
            return true;
        },
        cancellationToken);

    private static Reject RejectOf(BatchFailure<ProductLine> failed, long id)
    {
        // What this import has no words for is told in the library's, which hold no values.
        var problem = failed.Failure.Exception is InvalidRowException invalid
            ? invalid.Problem
            : new RowProblem(string.Join(' ', failed.Failure.PropertyNames), failed.Failure.Message);
        return new() { RunId = id, Line = failed.Source.Line, Property = problem.Property, Reason = problem.Reason };
    }
}

/// <summary>How often rows were rejected for one reason.</summary>
public sealed record RejectCount(string Property, string Reason, int Count);
