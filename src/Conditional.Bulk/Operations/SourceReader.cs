using System.Runtime.ExceptionServices;

namespace Conditional.Bulk;

/// <summary>What was read of the sources at a time.</summary>
/// <param name="Sources">The sources, in order.</param>
/// <param name="IsLast">Whether there are no more.</param>
/// <param name="Error">What reading on met; null if nothing, or if the reading had been stopped.</param>
internal readonly record struct SourceChunk<TSource>(List<TSource> Sources, bool IsLast, ExceptionDispatchInfo? Error);

/// <summary>Reads the sources of a stream, once, a chunk at a time, while the chunk before is being written.</summary>
internal sealed class SourceReader<TSource>(IAsyncEnumerable<TSource> sources, int sourcesPerChunk, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private IAsyncEnumerator<TSource>? _enumerator;
    private Task<SourceChunk<TSource>>? _reading;
    private volatile bool _oneIsEnough;

    /// <summary>Begins to read the next chunk, on another thread: sources that never wait are read while the caller goes on, too.</summary>
    public void ReadAhead() => _reading = Task.Run(ReadAsync, CancellationToken.None);

    /// <summary>The chunk whose reading was begun; an empty, last one if none was.</summary>
    public async Task<SourceChunk<TSource>> TakeAsync()
    {
        if (_reading is not { } reading) return new SourceChunk<TSource>([], IsLast: true, Error: null);

        _reading = null;
        return await reading.ConfigureAwait(false);
    }

    /// <summary>Ends the reading as soon as there is one source, or at once.</summary>
    public async Task StopAsync(bool atOnce)
    {
        _oneIsEnough = true;
        if (atOnce) await CancelAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await CancelAsync().ConfigureAwait(false);
        if (_reading is { } reading) await reading.ConfigureAwait(false);
        if (_enumerator is { } enumerator) await enumerator.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>What callbacks of the sources' token throw says nothing about the stream.</summary>
    private async Task CancelAsync() => await _stopping.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<SourceChunk<TSource>> ReadAsync()
    {
        List<TSource> read = [];
        try
        {
            _enumerator ??= sources.GetAsyncEnumerator(_stopping.Token);
            while (read.Count < sourcesPerChunk && !(_oneIsEnough && read.Count > 0))
            {
                if (!await _enumerator.MoveNextAsync().ConfigureAwait(false)) return new SourceChunk<TSource>(read, IsLast: true, Error: null);
                read.Add(_enumerator.Current);
            }

            return new SourceChunk<TSource>(read, IsLast: false, Error: null);
        }
        catch (Exception exception)
        {
            // A token that was cancelled may come back in many ways.
            var error = _stopping.IsCancellationRequested ? null : ExceptionDispatchInfo.Capture(exception);
            return new SourceChunk<TSource>(read, IsLast: error is not null, error);
        }
    }
}
