using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>
/// How a stream runs. A null value inherits what <c>UseConditionalBulk(…)</c> was given, else the library's default.
/// </summary>
/// <typeparam name="TContext">The context type.</typeparam>
/// <typeparam name="TSource">What the writes are made from.</typeparam>
/// <remarks>
/// <see cref="BulkOptions.MaxFailures"/> is for the whole stream: the chunk in which it is exceeded is committed up to there, and what has been
/// read after that, the next source at least if there is one, comes out as <see cref="WriteFailureKind.NotAttempted"/>; a stream without
/// such a result was read to its end. <see cref="BulkOptions.Progress"/> counts what is committed, at most ten times a second and once at the end;
/// its total is 0, since nobody knows it, and what it throws ends the stream after the results of the committed chunk.
/// </remarks>
public sealed record StreamOptions<TContext, TSource> : BulkOptions where TContext : DbContext
{
    /// <summary>At most this many consecutive sources make a chunk, with a transaction of its own; at least 1, and 1000 by default.</summary>
    /// <remarks>A chunk is written when it is full or the sources have ended: whoever has a slow, live source makes chunks small, or buffers.</remarks>
    public int? ItemsPerCommit { get; init; }

    /// <summary>Called in the transaction of each chunk, after its items: for a checkpoint, a table of rejects, an outbox. None by default.</summary>
    /// <remarks>
    /// Its operations are in the chunk's transaction, so that what it writes is kept exactly if the items are. It may run more than once for
    /// a chunk, each time with fresh operations and results, and must have no effects outside of the transaction. The results are of the items
    /// that were attempted. What it throws undoes the chunk and ends the stream, <see cref="BatchResult{TSource}.ThrowIfAnyFailed"/> for
    /// instance, unless the execution strategy retries.
    /// </remarks>
    public Func<WriteOps<TContext>, BatchResult<TSource>, CancellationToken, Task>? BeforeCommit { get; init; }

    internal override bool AreOfAStream => true;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal static StreamOptions<TContext, TSource>? Validated(StreamOptions<TContext, TSource>? options, string parameterName)
    {
        RequireRanges(options, parameterName);
        RequireAtLeast(1, options?.ItemsPerCommit, nameof(ItemsPerCommit), parameterName);
        return options;
    }
}
