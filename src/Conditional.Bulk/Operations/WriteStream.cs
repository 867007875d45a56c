using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>The results of a stream, which is written while they are asked for.</summary>
internal sealed class WriteStream<TContext, TSource>(
    DbOpsProvider<TContext> provider,
    IAsyncEnumerable<TSource> sources,
    Func<TSource, IBulkWrite> write,
    StreamOptions<TContext, TSource> options,
    CancellationToken token)
    : IAsyncEnumerable<BatchItemResult<TSource>> where TContext : DbContext
{
    private bool _isEnumerated;

    /// <exception cref="InvalidOperationException">It was enumerated before.</exception>
    public IAsyncEnumerator<BatchItemResult<TSource>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isEnumerated, true))
        {
            throw new InvalidOperationException(
                "The stream is enumerated a second time, which would write it again. Call WriteStreamAsync for each enumeration.");
        }

        return RunAsync(token).GetAsyncEnumerator(cancellationToken);
    }

    private async IAsyncEnumerable<BatchItemResult<TSource>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = new StreamRun<TContext, TSource>(provider, sources, write, options, cancellationToken);
        await using (run.ConfigureAwait(false))
        {
            run.Begin();
            while (!run.HasEnded)
            {
                // What has been handed out is not held any longer, as the next chunk is written.
                var results = await run.NextAsync().ConfigureAwait(false);
                while (results.TryDequeue(out var result)) yield return result;
                run.Continue();
            }
        }
    }
}
