using System.Data;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>
/// Runs work on a fresh context in one transaction, inside EF's execution strategy: the entry point for repositories and services.
/// </summary>
/// <typeparam name="TContext">The context type.</typeparam>
/// <remarks>
/// Holds no state and may be used from several threads. The work may run more than once where the execution strategy retries, each
/// time on a fresh context, so it must not keep effects of its own outside of the transaction.
/// </remarks>
public sealed class DbOpsProvider<TContext> where TContext : DbContext
{
    private readonly IOpsSource<TContext> _source;
    private readonly IsolationLevel _isolationLevel;

    /// <summary>Makes the provider over a context factory.</summary>
    /// <param name="contextFactory">Makes the contexts; their options need <c>UseConditionalBulk()</c>.</param>
    /// <param name="configurePrivateContext">
    /// Called with a context of the factory and each private context that verbs make for it, to carry over what was set by hand on the
    /// former: event handlers, what the model depends on. Null if there is nothing of that kind; settable members of the context that
    /// query filters read are carried over without it.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="contextFactory"/> is null.</exception>
    public DbOpsProvider(IDbContextFactory<TContext> contextFactory, Action<TContext, TContext>? configurePrivateContext = null)
        : this(new FactoryOpsSource<TContext>(
            contextFactory ?? throw new ArgumentNullException(nameof(contextFactory)), configurePrivateContext))
    {
    }

    internal DbOpsProvider(IOpsSource<TContext> source, IsolationLevel isolationLevel = IsolationLevel.ReadCommitted) =>
        (_source, _isolationLevel) = (source, isolationLevel);

    /// <summary>The same provider with transactions of another isolation level.</summary>
    /// <param name="isolationLevel">The isolation level; SQLite treats every one as serializable.</param>
    /// <returns>A new provider.</returns>
    public DbOpsProvider<TContext> WithIsolationLevel(IsolationLevel isolationLevel) => new(_source, isolationLevel);

    /// <summary>Runs reads that belong together.</summary>
    /// <typeparam name="TResult">What the work returns.</typeparam>
    /// <param name="work">The reads, all in one transaction on a fresh context. May run more than once.</param>
    /// <param name="cancellationToken">Given to the work; cancels the call.</param>
    /// <returns>What the work returned.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The work left unsaved changes on its context, or the options lack <c>UseConditionalBulk()</c>.
    /// </exception>
    public Task<TResult> ReadAsync<TResult>(
        Func<ReadOps<TContext>, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(
            (provider, context, token) => provider.BeginReadAsync(context, _isolationLevel, token),
            work,
            (transaction, _, _) => transaction.CommitReadsAsync(),
            cancellationToken);
    }

    /// <summary>Runs writes, and commits them together if the work returns.</summary>
    /// <typeparam name="TResult">What the work returns.</typeparam>
    /// <param name="work">The writes, all in one transaction on a fresh context. May run more than once. If it throws, nothing is kept.</param>
    /// <param name="cancellationToken">Given to the work; cancels the call, but never its COMMIT.</param>
    /// <returns>What the work returned, once the transaction is committed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The work left unsaved changes on its context, or ended the transaction itself; or the options lack
    /// <c>UseConditionalBulk()</c>. Nothing of what is still open is kept.
    /// </exception>
    /// <exception cref="CommitOutcomeUnknownException">The connection was lost while COMMIT was under way.</exception>
    public Task<TResult> WriteAsync<TResult>(
        Func<WriteOps<TContext>, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(
            (_, context, token) => context.Database.BeginTransactionAsync(_isolationLevel, token),
            work,
            ProvenCommit.CommitWritesAsync,
            cancellationToken);
    }

    /// <summary>Runs writes, and commits them together if the work returns.</summary>
    /// <param name="work">The writes, all in one transaction on a fresh context. May run more than once. If it throws, nothing is kept.</param>
    /// <param name="cancellationToken">Given to the work; cancels the call, but never its COMMIT.</param>
    /// <returns>A task that completes once the transaction is committed.</returns>
    /// <inheritdoc cref="WriteAsync{TResult}" path="/exception"/>
    public Task WriteAsync(Func<WriteOps<TContext>, CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return WriteAsync(
            async (ops, token) =>
            {
                await work(ops, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Writes a stream of any length in chunks, each in a transaction of its own, and hands out a result for each source.</summary>
    /// <typeparam name="TSource">What the writes are made from.</typeparam>
    /// <param name="sources">
    /// What the writes are made from, in the order in which the writes run. Read once, from a thread of the pool, and up to a chunk ahead
    /// of the chunk that is being written. An enumeration has to observe its token, since the stream waits for it.
    /// </param>
    /// <param name="write">
    /// Makes the write of a source; called once for each, in order, outside of transactions. What it throws is the item's
    /// <see cref="WriteFailureKind.SpecFailed"/>, as null is.
    /// </param>
    /// <param name="options">How to run the stream; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the stream: chunks that are committed stay, and the results of such a chunk still come out.</param>
    /// <returns>
    /// One result per source, in order, each only after the commit of its chunk; its index is the position in the stream. To be enumerated once:
    /// a chunk is written when its first result is asked for.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="sources"/> or <paramref name="write"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// <para>
    /// A chunk is written when it is full or the sources have ended, inside the context's execution strategy: where that retries, specs,
    /// gates and <see cref="StreamOptions{TContext, TSource}.BeforeCommit"/> run again, on the sources that were read. Gates hold until
    /// their chunk is committed, not until the stream ends. Ending the enumeration early keeps the chunk whose results are being handed out,
    /// and begins no other.
    /// </para>
    /// <para>
    /// The enumeration throws what <see cref="WriteOps{TContext}.BulkWritePartialAsync"/> and <see cref="WriteAsync{TResult}"/> throw, for the
    /// chunk at which it happens: of that chunk nothing is kept, of those before it everything. What the sources throw comes
    /// out after the results of the chunks before; of the unfinished chunk nothing is written.
    /// </para>
    /// <para>
    /// Sources that were read and not written are lost to whoever cannot read them again: those of a chunk that failed, and up to a chunk
    /// more. Acknowledge a message in the transaction of <see cref="StreamOptions{TContext, TSource}.BeforeCommit"/> or when its result has come out,
    /// not when it is read. Since the sources are read while a chunk is written, they may not use the same context, or a SQLite database that
    /// their reading would keep from being written.
    /// </para>
    /// </remarks>
    public IAsyncEnumerable<BatchItemResult<TSource>> WriteStreamAsync<TSource>(
        IAsyncEnumerable<TSource> sources,
        Func<TSource, IBulkWrite> write,
        StreamOptions<TContext, TSource>? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(write);
        var checkedOptions = StreamOptions<TContext, TSource>.Validated(options, nameof(options)) ?? new();
        return new WriteStream<TContext, TSource>(this, sources, write, checkedOptions, cancellationToken);
    }

    private async Task<TResult> RunAsync<TResult>(
        Func<ConditionalBulkProvider, TContext, CancellationToken, Task<IDbContextTransaction>> begin,
        Func<WriteOps<TContext>, CancellationToken, Task<TResult>> work,
        Func<IDbContextTransaction, ConditionalBulkProvider, FailureReader, Task> commit,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var strategyOps = _source.Open();
        await using (strategyOps.ConfigureAwait(false))
        {
            return await strategyOps.Ops.Context.Database.CreateExecutionStrategy()
                .ExecuteAsync(AttemptAsync, cancellationToken)
                .ConfigureAwait(false);
        }

        async Task<TResult> AttemptAsync(CancellationToken token)
        {
            var opened = _source.Open();
            await using (opened.ConfigureAwait(false))
            {
                return await InTransactionAsync(opened.Ops, begin, work, commit, token).ConfigureAwait(false);
            }
        }
    }

    private static async Task<TResult> InTransactionAsync<TResult>(
        WriteOps<TContext> ops,
        Func<ConditionalBulkProvider, TContext, CancellationToken, Task<IDbContextTransaction>> begin,
        Func<WriteOps<TContext>, CancellationToken, Task<TResult>> work,
        Func<IDbContextTransaction, ConditionalBulkProvider, FailureReader, Task> commit,
        CancellationToken cancellationToken)
    {
        var provider = ConditionalBulkOptionsExtension.Of(ops.Context).Provider;
        var transaction = await begin(provider, ops.Context, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var caller = CallerContext.Of(ops.Context);
            caller.BindTo(transaction);
            try
            {
                var result = await work(ops, cancellationToken).ConfigureAwait(false);

                // A verb that was not awaited would be cut in two by the commit.
                using var turn = caller.EnterVerb();
                caller.RequireBoundTransaction();
                RequireNothingUnsaved(ops.Context);
                await commit(transaction, provider, FailureReader.For(ops.Context, provider)).ConfigureAwait(false);
                return result;
            }
            finally
            {
                caller.Unbind();
            }
        }
    }

    private static void RequireNothingUnsaved(TContext context)
    {
        if (context.ChangeTracker.HasChanges())
        {
            throw new InvalidOperationException(
                $"The work left unsaved changes on its '{typeof(TContext).Name}'. Call SaveChangesAsync in the work, or do not make "
                + "them; verbs never save what the context tracks.");
        }
    }
}
