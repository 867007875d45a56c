using System.Runtime.ExceptionServices;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>One run of a stream: each chunk is read while the one before is written, and written and committed when it is asked for.</summary>
internal sealed class StreamRun<TContext, TSource>(
    DbOpsProvider<TContext> provider,
    IAsyncEnumerable<TSource> sources,
    Func<TSource, IBulkWrite> write,
    StreamOptions<TContext, TSource> options,
    CancellationToken cancellationToken)
    : IAsyncDisposable where TContext : DbContext
{
    private const int DefaultItemsPerCommit = 1000;

    private readonly SourceReader<TSource> _reader = new(sources, options.ItemsPerCommit ?? DefaultItemsPerCommit, cancellationToken);
    private readonly StreamProgress _progress = new();
    private ExceptionDispatchInfo? _error;
    private bool _isStopped;

    /// <summary>Whether there is nothing more to hand out.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Begins to read the sources.</summary>
    public void Begin()
    {
        cancellationToken.ThrowIfCancellationRequested();
        _reader.ReadAhead();
    }

    /// <summary>Writes and commits the next chunk.</summary>
    /// <returns>Its results.</returns>
    public async Task<Queue<BatchItemResult<TSource>>> NextAsync()
    {
        var chunk = await _reader.TakeAsync().ConfigureAwait(false);
        HasEnded = chunk.IsLast || _isStopped;
        if (_isStopped) return NotAttempted(chunk);
        if (chunk is { IsLast: true, Error: null, Sources.Count: 0 }) return [];

        cancellationToken.ThrowIfCancellationRequested();
        if (chunk.Error is { } error)
        {
            _progress.TellLast();
            error.Throw();
        }

        var writes = chunk.Sources.ConvertAll(WriteOf);
        if (!chunk.IsLast) _reader.ReadAhead();
        return await WriteAsync(writes).ConfigureAwait(false);
    }

    /// <summary>Throws what came up meanwhile, now that the results of the committed chunk are handed out.</summary>
    public void Continue()
    {
        if (HasEnded) _error ??= _progress.TellLast();
        _error?.Throw();
        if (!HasEnded) cancellationToken.ThrowIfCancellationRequested();
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    /// <summary>A source cannot be read again, so what making its write throws is the outcome of the item.</summary>
    private KeyValuePair<TSource, IBulkWrite> WriteOf(TSource source)
    {
        try
        {
            return new(source, write(source) ?? new UnmadeWrite(new InvalidOperationException("No write was returned for the source.")));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new(source, new UnmadeWrite(exception));
        }
    }

    private async Task<Queue<BatchItemResult<TSource>>> WriteAsync(IReadOnlyList<KeyValuePair<TSource, IBulkWrite>> writes)
    {
        var (first, failed) = (_progress.Done, _progress.Failed);
        var (result, settings) = await provider.WriteAsync(
            async (ops, token) =>
            {
                var settings = BulkOptions.Resolve(options, ConditionalBulkOptionsExtension.Of(ops.Context).Defaults);
                var ofChunk = settings with { MaxFailures = settings.MaxFailures - failed, Progress = null };
                var result = await ops.WriteChunkAsync(writes, first, ofChunk, token).ConfigureAwait(false);
                if (options.BeforeCommit is { } beforeCommit) await beforeCommit(ops, Attempted(result), token).ConfigureAwait(false);
                return (result, settings);
            },
            cancellationToken).ConfigureAwait(false);

        _progress.Count(result.Items);
        _error = _progress.Tell(settings.Progress);
        if (_progress.Failed > settings.MaxFailures)
        {
            _isStopped = true;
            await _reader.StopAsync(atOnce: WasNotAttempted(result.Items[^1])).ConfigureAwait(false);
        }

        return new Queue<BatchItemResult<TSource>>(result.Items);
    }

    /// <summary>What was read ahead when the limit on failures was exceeded.</summary>
    private Queue<BatchItemResult<TSource>> NotAttempted(SourceChunk<TSource> chunk)
    {
        var first = _progress.Done;
        List<BatchItemResult<TSource>> results =
        [
            .. chunk.Sources.Select(WriteOf).Select((item, i) => new BatchItemResult<TSource>(
                item.Key, item.Value, FailureReader.NotAttempted(checked(first + i), item.Value.Accept(WriteName.Instance)))),
        ];
        _progress.Count(results);
        _error = chunk.Error;
        return new Queue<BatchItemResult<TSource>>(results);
    }

    private static BatchResult<TSource> Attempted(BatchResult<TSource> result) =>
        WasNotAttempted(result.Items[^1]) ? new(result.Items.Where(item => !WasNotAttempted(item))) : result;

    private static bool WasNotAttempted(BatchItemResult<TSource> item) => item.Failure is { Kind: WriteFailureKind.NotAttempted };
}

/// <summary>What messages call the entity type of a write, where there is no model at hand.</summary>
internal sealed class WriteName : IBulkWriteVisitor<string>
{
    public static WriteName Instance { get; } = new();

    string IBulkWriteVisitor<string>.Visit<TEntity>(IBulkWrite write) => typeof(TEntity).Name;

    string IBulkWriteVisitor<string>.VisitUnmade(UnmadeWrite write) => "write";
}
