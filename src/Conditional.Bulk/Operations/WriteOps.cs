using System.Runtime.ExceptionServices;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>
/// Conditional writes on one context: one item that succeeds or throws, or a batch with one result per item. Every item runs in a
/// savepoint of its own around EF's <c>SaveChanges</c>, after its gate held.
/// </summary>
/// <typeparam name="TContext">The context type.</typeparam>
/// <remarks>
/// <para>
/// Without a transaction on the context, a verb opens one (READ COMMITTED) and commits it, inside the context's execution strategy.
/// With one, it joins it and never commits it, and results are provisional until the caller does. A verb that throws leaves
/// nothing of its own behind, and a joined transaction as it was.
/// </para>
/// <para>
/// Verbs run on a private context of the same type, on the same connection and transaction. The caller's tracker is never
/// touched: unsaved changes stay unsaved, tracked entities keep their values, and results are detached. Of what was set by hand on the
/// caller's context instance, the command timeout, the tracker's flags and the members that query filters read are carried over, for
/// each call. A verb throws before it does any I/O if the private context has another model, or reads other values in a filter.
/// </para>
/// <para>As the context, not thread-safe: one verb at a time.</para>
/// </remarks>
public sealed class WriteOps<TContext> : ReadOps<TContext> where TContext : DbContext
{
    private readonly PrivateContext<TContext> _privateContext;

    /// <summary>Makes the writes on a context.</summary>
    /// <param name="context">The context; its options need <c>UseConditionalBulk()</c>.</param>
    /// <param name="createPrivateContext">
    /// Makes the private context from the options it is given, a new one on every call; called by each call of a verb. Null for the
    /// constructor of the context's type that takes its options, fed by the services of those options, or else the one without parameters.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public WriteOps(TContext context, Func<DbContextOptions<TContext>, TContext>? createPrivateContext = null)
        : this(new PrivateContext<TContext>(context ?? throw new ArgumentNullException(nameof(context)))
        {
            Factory = createPrivateContext,
        })
    {
    }

    internal WriteOps(PrivateContext<TContext> privateContext) : base(privateContext.Caller) => _privateContext = privateContext;

    /// <summary>Creates one row, with its graph.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="spec">What to create.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <returns>The entity as it was written, detached.</returns>
    /// <exception cref="DbUpdateException">
    /// The row could not be written; <see cref="WriteFailure.Of"/> gives the facts. An <see cref="IntegrityCheck"/> of the spec may
    /// name another exception, and what the spec itself throws comes through.
    /// </exception>
    /// <exception cref="ArgumentException">Bad input, before any I/O.</exception>
    /// <exception cref="InvalidOperationException">
    /// The entity type is not in the model, the options lack <c>UseConditionalBulk()</c>, a verb is running on the context, or there
    /// is an ambient or enlisted transaction.
    /// </exception>
    public Task<TEntity> CreateAsync<TEntity>(CreatorSpec<TEntity> spec, CancellationToken cancellationToken = default)
        where TEntity : class =>
        WriteOneAsync<TEntity>(Items<TEntity>(nameof(spec)).Create(null, spec), cancellationToken);

    /// <summary>Creates one row, with its graph, if its gate holds.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="creator">What to create, and the gate.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <returns>The entity as it was written, detached.</returns>
    /// <exception cref="ConditionalWriteNotAllowedException">The gate did not hold, and names no exception of its own.</exception>
    /// <inheritdoc cref="CreateAsync{TEntity}(CreatorSpec{TEntity}, CancellationToken)" path="/exception"/>
    public Task<TEntity> CreateAsync<TEntity>(
        ConditionalCreator<TEntity> creator, CancellationToken cancellationToken = default)
        where TEntity : class =>
        WriteOneAsync<TEntity>(Items<TEntity>(nameof(creator)).Create(null, creator), cancellationToken);

    /// <summary>Updates one row.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="updater">What to update.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <returns>The entity as it was written, detached; the current row if nothing was changed.</returns>
    /// <exception cref="ConditionalWriteTargetNotFoundException">The row is not there, or a query filter hides it.</exception>
    /// <inheritdoc cref="CreateAsync{TEntity}(CreatorSpec{TEntity}, CancellationToken)" path="/exception"/>
    public Task<TEntity> UpdateAsync<TEntity>(Updater<TEntity> updater, CancellationToken cancellationToken = default)
        where TEntity : class =>
        WriteOneAsync<TEntity>(Items<TEntity>(nameof(updater)).Update(null, updater), cancellationToken);

    /// <summary>Updates one row if its gate holds.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="updater">What to update, and the gate.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <returns>The entity as it was written, detached; the current row if nothing was changed.</returns>
    /// <exception cref="ConditionalWriteNotAllowedException">The gate did not hold, and names no exception of its own.</exception>
    /// <exception cref="ConditionalWriteTargetNotFoundException">The row is not there, or a query filter hides it.</exception>
    /// <inheritdoc cref="CreateAsync{TEntity}(CreatorSpec{TEntity}, CancellationToken)" path="/exception"/>
    public Task<TEntity> UpdateAsync<TEntity>(
        ConditionalUpdater<TEntity> updater, CancellationToken cancellationToken = default)
        where TEntity : class =>
        WriteOneAsync<TEntity>(Items<TEntity>(nameof(updater)).Update(null, updater), cancellationToken);

    /// <summary>Deletes one row.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="purger">What to delete.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <returns>The row that was deleted, as loaded in the transaction, detached.</returns>
    /// <exception cref="ConditionalWriteTargetNotFoundException">The row is not there, or a query filter hides it.</exception>
    /// <inheritdoc cref="CreateAsync{TEntity}(CreatorSpec{TEntity}, CancellationToken)" path="/exception"/>
    public Task<TEntity> PurgeAsync<TEntity>(Purger<TEntity> purger, CancellationToken cancellationToken = default)
        where TEntity : class =>
        WriteOneAsync<TEntity>(Items<TEntity>(nameof(purger)).Purge(null, purger), cancellationToken);

    /// <summary>Deletes one row if its gate holds.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="purger">What to delete, and the gate.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <returns>The row that was deleted, as loaded in the transaction, detached.</returns>
    /// <exception cref="ConditionalWriteNotAllowedException">The gate did not hold, and names no exception of its own.</exception>
    /// <exception cref="ConditionalWriteTargetNotFoundException">The row is not there, or a query filter hides it.</exception>
    /// <inheritdoc cref="CreateAsync{TEntity}(CreatorSpec{TEntity}, CancellationToken)" path="/exception"/>
    public Task<TEntity> PurgeAsync<TEntity>(
        ConditionalPurger<TEntity> purger, CancellationToken cancellationToken = default)
        where TEntity : class =>
        WriteOneAsync<TEntity>(Items<TEntity>(nameof(purger)).Purge(null, purger), cancellationToken);

    /// <summary>Updates one row if it is there, and creates it if it is not.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="upserter">What to upsert.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <returns>The entity as it was written, detached, and what was done; the current row if nothing was changed.</returns>
    /// <remarks>Create or get is an upsert without an updater spec.</remarks>
    /// <inheritdoc cref="CreateAsync{TEntity}(CreatorSpec{TEntity}, CancellationToken)" path="/exception"/>
    public Task<Upserted<TEntity>> UpsertAsync<TEntity>(Upserter<TEntity> upserter, CancellationToken cancellationToken = default)
        where TEntity : class =>
        UpsertOneAsync<TEntity>(Items<TEntity>(nameof(upserter)).Upsert(null, upserter), cancellationToken);

    /// <summary>Updates one row if it is there, and creates it if it is not, if the gate holds.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="upserter">What to upsert, and the gate.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <returns>The entity as it was written, detached, and what was done; the current row if nothing was changed.</returns>
    /// <exception cref="ConditionalWriteNotAllowedException">The gate did not hold, and names no exception of its own.</exception>
    /// <exception cref="ConditionalWriteTargetNotFoundException">The row is not there, and the gate depends on it.</exception>
    /// <inheritdoc cref="CreateAsync{TEntity}(CreatorSpec{TEntity}, CancellationToken)" path="/exception"/>
    public Task<Upserted<TEntity>> UpsertAsync<TEntity>(
        ConditionalUpserter<TEntity> upserter, CancellationToken cancellationToken = default)
        where TEntity : class =>
        UpsertOneAsync<TEntity>(Items<TEntity>(nameof(upserter)).Upsert(null, upserter), cancellationToken);

    /// <summary>Creates each row whose gate holds, and keeps those that succeed.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="bulk">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="options">How to run the batch; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <returns>One result per item, in order. Provisional until the caller commits, where the caller owns the transaction.</returns>
    /// <exception cref="ArgumentException">Bad input, before any I/O; the message names the item's index.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled, and nothing of it is kept.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The connection was lost while the verb's own COMMIT was under way.</exception>
    /// <exception cref="InvalidOperationException">
    /// The entity type is not in the model, the options lack <c>UseConditionalBulk()</c>, a verb is running on the context, or there
    /// is an ambient or enlisted transaction.
    /// </exception>
    /// <remarks>
    /// An error that leaves no truthful result for the items after it (a lost connection, a deadlock, …) is thrown as the driver
    /// and EF report it, and nothing of the call is kept.
    /// </remarks>
    public Task<BulkResult<TEntity>> BulkConditionalCreatePartialAsync<TEntity>(
        BulkConditionalCreator<TEntity> bulk, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(bulk);
        var items = Items<TEntity>(nameof(bulk));
        return WriteManyAsync<TEntity>([.. bulk.Items.Select((item, i) => items.Create(i, item))], options, cancellationToken);
    }

    /// <summary>Updates each row whose gate holds, and keeps those that succeed.</summary>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)"/>
    public Task<BulkResult<TEntity>> BulkConditionalUpdatePartialAsync<TEntity>(
        BulkConditionalUpdater<TEntity> bulk, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(bulk);
        var items = Items<TEntity>(nameof(bulk));
        return WriteManyAsync<TEntity>([.. bulk.Items.Select((item, i) => items.Update(i, item))], options, cancellationToken);
    }

    /// <summary>Deletes each row whose gate holds, and keeps those deletes that succeed.</summary>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)"/>
    public Task<BulkResult<TEntity>> BulkConditionalPurgePartialAsync<TEntity>(
        BulkConditionalPurger<TEntity> bulk, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(bulk);
        var items = Items<TEntity>(nameof(bulk));
        return WriteManyAsync<TEntity>([.. bulk.Items.Select((item, i) => items.Purge(i, item))], options, cancellationToken);
    }

    /// <summary>Creates each row whose gate holds, and keeps those that succeed.</summary>
    /// <param name="creators">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="options">How to run the batch; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)"/>
    public Task<BulkResult<TEntity>> BulkConditionalCreatePartialAsync<TEntity>(
        IEnumerable<ConditionalCreator<TEntity>> creators, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(creators);
        var items = Items<TEntity>(nameof(creators));
        return WriteManyAsync<TEntity>([.. creators.Select((item, i) => items.Create(i, item))], options, cancellationToken);
    }

    /// <summary>Updates each row whose gate holds, and keeps those that succeed.</summary>
    /// <param name="updaters">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="options">How to run the batch; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)"/>
    public Task<BulkResult<TEntity>> BulkConditionalUpdatePartialAsync<TEntity>(
        IEnumerable<ConditionalUpdater<TEntity>> updaters, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(updaters);
        var items = Items<TEntity>(nameof(updaters));
        return WriteManyAsync<TEntity>([.. updaters.Select((item, i) => items.Update(i, item))], options, cancellationToken);
    }

    /// <summary>Updates or creates each row whose gate holds, and keeps those that succeed.</summary>
    /// <param name="upserters">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="options">How to run the batch; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)"/>
    public Task<BulkResult<TEntity>> BulkConditionalUpsertPartialAsync<TEntity>(
        IEnumerable<ConditionalUpserter<TEntity>> upserters, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(upserters);
        var items = Items<TEntity>(nameof(upserters));
        return WriteManyAsync<TEntity>([.. upserters.Select((item, i) => items.Upsert(i, item))], options, cancellationToken);
    }

    /// <summary>Deletes each row whose gate holds, and keeps those deletes that succeed.</summary>
    /// <param name="purgers">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="options">How to run the batch; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)"/>
    public Task<BulkResult<TEntity>> BulkConditionalPurgePartialAsync<TEntity>(
        IEnumerable<ConditionalPurger<TEntity>> purgers, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(purgers);
        var items = Items<TEntity>(nameof(purgers));
        return WriteManyAsync<TEntity>([.. purgers.Select((item, i) => items.Purge(i, item))], options, cancellationToken);
    }

    /// <summary>Creates each row, ungated, and keeps those that succeed.</summary>
    /// <param name="specs">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="options">How to run the batch; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)"/>
    public Task<BulkResult<TEntity>> BulkCreatePartialAsync<TEntity>(
        IEnumerable<CreatorSpec<TEntity>> specs, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(specs);
        var items = Items<TEntity>(nameof(specs));
        return WriteManyAsync<TEntity>([.. specs.Select((spec, i) => items.Create(i, spec))], options, cancellationToken);
    }

    /// <summary>Updates each row, ungated, and keeps those that succeed.</summary>
    /// <param name="updaters">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="options">How to run the batch; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)"/>
    public Task<BulkResult<TEntity>> BulkUpdatePartialAsync<TEntity>(
        IEnumerable<Updater<TEntity>> updaters, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(updaters);
        var items = Items<TEntity>(nameof(updaters));
        return WriteManyAsync<TEntity>([.. updaters.Select((updater, i) => items.Update(i, updater))], options, cancellationToken);
    }

    /// <summary>Updates or creates each row, ungated, and keeps those that succeed.</summary>
    /// <param name="upserters">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="options">How to run the batch; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)"/>
    public Task<BulkResult<TEntity>> BulkUpsertPartialAsync<TEntity>(
        IEnumerable<Upserter<TEntity>> upserters, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(upserters);
        var items = Items<TEntity>(nameof(upserters));
        return WriteManyAsync<TEntity>([.. upserters.Select((upserter, i) => items.Upsert(i, upserter))], options, cancellationToken);
    }

    /// <summary>Deletes each row, ungated, and keeps those deletes that succeed.</summary>
    /// <param name="purgers">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="options">How to run the batch; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)"/>
    public Task<BulkResult<TEntity>> BulkPurgePartialAsync<TEntity>(
        IEnumerable<Purger<TEntity>> purgers, BulkOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(purgers);
        var items = Items<TEntity>(nameof(purgers));
        return WriteManyAsync<TEntity>([.. purgers.Select((purger, i) => items.Purge(i, purger))], options, cancellationToken);
    }

    /// <summary>Writes each item of a batch of any kinds and entity types, in order, and keeps those that succeed.</summary>
    /// <typeparam name="TSource">What the writes are made from.</typeparam>
    /// <param name="batch">The items, which run in order: each sees what succeeded before it. Copied. Empty: no I/O.</param>
    /// <param name="options">How to run the batch; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <returns>
    /// One result per item, in order, with the item's source. Provisional until the caller commits, where the caller owns the transaction.
    /// </returns>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)" path="/exception"/>
    /// <inheritdoc cref="BulkConditionalCreatePartialAsync{TEntity}(BulkConditionalCreator{TEntity}, BulkOptions?, CancellationToken)" path="/remarks"/>
    public Task<BatchResult<TSource>> BulkWritePartialAsync<TSource>(
        WriteBatch<TSource> batch, BulkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        KeyValuePair<TSource, IBulkWrite>[] writes = [.. batch];
        var defaults = ConditionalBulkOptionsExtension.Of(Context).Defaults;
        var items = new WriteBatchItems(Context, nameof(batch));
        WriteItem[] made = [.. writes.Select(write => items.Next(write.Value))];
        BulkOptions.Validated(options, nameof(options));
        return WriteBatchAsync(writes, made, BulkOptions.Resolve(options, defaults), cancellationToken);
    }

    /// <summary>Writes a chunk of a stream.</summary>
    /// <param name="writes">The writes of the chunk, with their sources.</param>
    /// <param name="first">The position of the first of them in the stream.</param>
    /// <param name="options">All that the chunk is written with; nothing is inherited.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal Task<BatchResult<TSource>> WriteChunkAsync<TSource>(
        IReadOnlyList<KeyValuePair<TSource, IBulkWrite>> writes, int first, BulkOptions options, CancellationToken cancellationToken)
    {
        var items = new WriteBatchItems(Context, "write", first);
        return WriteBatchAsync(writes, [.. writes.Select(write => items.Next(write.Value))], options, cancellationToken);
    }

    private async Task<BatchResult<TSource>> WriteBatchAsync<TSource>(
        IReadOnlyList<KeyValuePair<TSource, IBulkWrite>> writes, WriteItem[] items, BulkOptions options, CancellationToken cancellationToken)
    {
        await RunAsync(items, options, cancellationToken).ConfigureAwait(false);
        return new BatchResult<TSource>(writes.Zip(items, (write, item) => item.Failure is { } failure
            ? new BatchItemResult<TSource>(write.Key, write.Value, failure)
            : new BatchItemResult<TSource>(item.Index, write.Key, write.Value, item.Entity!, item.Action)));
    }

    private WriteItemFactory<TEntity> Items<TEntity>(string parameterName) where TEntity : class
    {
        _ = ConditionalBulkOptionsExtension.Of(Context);
        return new WriteItemFactory<TEntity>(Context, parameterName);
    }

    private async Task<Upserted<TEntity>> UpsertOneAsync<TEntity>(WriteItem item, CancellationToken cancellationToken)
        where TEntity : class
    {
        var entity = await WriteOneAsync<TEntity>(item, cancellationToken).ConfigureAwait(false);
        return new Upserted<TEntity>(entity, item.Action);
    }

    private async Task<TEntity> WriteOneAsync<TEntity>(WriteItem item, CancellationToken cancellationToken)
        where TEntity : class
    {
        await WriteAsync([item], new BulkOptions(), cancellationToken).ConfigureAwait(false);
        if (item.Failure is { } failure) ExceptionDispatchInfo.Throw(failure.Exception);
        return (TEntity)item.Entity!;
    }

    private Task<BulkResult<TEntity>> WriteManyAsync<TEntity>(
        IReadOnlyList<WriteItem> items, BulkOptions? options, CancellationToken cancellationToken)
        where TEntity : class
    {
        BulkOptions.Validated(options, nameof(options));
        return WriteBatchAsync();

        async Task<BulkResult<TEntity>> WriteBatchAsync()
        {
            await WriteAsync(items, options, cancellationToken).ConfigureAwait(false);
            return new BulkResult<TEntity>(items.Select(item => item.Failure is { } failure
                ? new ItemResult<TEntity>(failure)
                : new ItemResult<TEntity>(item.Index, (TEntity)item.Entity!, item.Action)));
        }
    }

    private Task WriteAsync(IReadOnlyList<WriteItem> items, BulkOptions? options, CancellationToken cancellationToken) =>
        RunAsync(items, BulkOptions.Resolve(options, ConditionalBulkOptionsExtension.Of(Context).Defaults), cancellationToken);

    private Task RunAsync(IReadOnlyList<WriteItem> items, BulkOptions options, CancellationToken cancellationToken)
    {
        if (items.Count == 0) return Task.CompletedTask;

        var provider = ConditionalBulkOptionsExtension.Of(Context).Provider;
        return new WriteCall<TContext>(Context, _privateContext, provider, items, options).RunAsync(cancellationToken);
    }
}
