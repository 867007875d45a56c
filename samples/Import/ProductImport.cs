using Conditional.Bulk;
using Import.Csv;
using Import.Data;

namespace Import;

/// <summary>Imports a file: creates and updates products by their SKU, in chunks that are committed one by one.</summary>
/// <remarks>An import that was stopped, in whatever way, goes on behind the last chunk that was committed.</remarks>
public sealed class ProductImport(DbOpsProvider<ImportDb> provider, ImportRuns runs)
{
    /// <exception cref="ImportException">The file is not one of products, or another process imports it, too.</exception>
    public async Task<ImportOutcome> RunAsync(ImportSettings settings, IProgress<ImportProgress> progress, CancellationToken cancellationToken)
    {
        var file = await ProductFile.OpenAsync(settings.File, cancellationToken);
        var run = await runs.BeginAsync(file, settings.Restart, cancellationToken);
        var end = run.IsFinished ? ImportEnd.FinishedBefore : await WriteAsync(file, run, settings, progress, cancellationToken);
        if (end is ImportEnd.Finished) await runs.FinishAsync(run.Id, cancellationToken);

        // Also if the file was finished before: whoever finished it may have been killed before the reject file was there.
        await runs.WriteRejectFileAsync(run.Id, settings.RejectFile, cancellationToken);
        return new(end, await runs.ReadAsync(run.Id, cancellationToken), await runs.CountRejectsAsync(run.Id, cancellationToken));
    }

    private async Task<ImportEnd> WriteAsync(
        ProductFile file, ImportRun run, ImportSettings settings, IProgress<ImportProgress> progress, CancellationToken cancellationToken)
    {
        var rows = file.ReadAsync(run.LastLine, cancellationToken);
        var tolerated = settings.MaxFailures - run.Rejected;
        if (tolerated < 0) return await rows.AnyAsync(cancellationToken) ? ImportEnd.TooManyRejects : ImportEnd.Finished;

        progress.Report(new(run.LastLine, file.Lines));
        var options = new StreamOptions<ImportDb, ProductLine>
        {
            ItemsPerCommit = settings.ItemsPerCommit,
            MaxFailures = tolerated,
            BeforeCommit = (ops, chunk, ct) => ImportRuns.CheckpointAsync(ops, run.Id, chunk, ct),
        };
        await foreach (var item in provider.WriteStreamAsync(rows, ProductSpecs.Upsert, options, cancellationToken))
        {
            if (item.Failure is { Kind: WriteFailureKind.NotAttempted }) return ImportEnd.TooManyRejects;
            progress.Report(new(item.Source.Line, file.Lines));
        }

        return ImportEnd.Finished;
    }
}
