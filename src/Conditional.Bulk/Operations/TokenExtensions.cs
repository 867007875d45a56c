using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>The bulk verbs with the token as second argument, for calls that take the default options.</summary>
/// <remarks>
/// As extensions they come into play only where no verb of <see cref="WriteOps{TContext}"/> or <see cref="DbOpsProvider{TContext}"/> itself fits, so that <c>new() { … }</c>,
/// <c>null</c> and <c>default</c> as second argument are options.
/// </remarks>
public static class TokenExtensions
{
    /// <summary>Creates each row whose gate holds, and keeps those that succeed.</summary>
    /// <typeparam name="TContext">The context type.</typeparam>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="ops">The operations.</param>
    /// <param name="creators">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="WriteOps{TContext}.BulkConditionalCreatePartialAsync{TEntity}(IEnumerable{ConditionalCreator{TEntity}}, BulkOptions?, CancellationToken)"/>
    public static Task<BulkResult<TEntity>> BulkConditionalCreatePartialAsync<TContext, TEntity>(
        this WriteOps<TContext> ops, IEnumerable<ConditionalCreator<TEntity>> creators, CancellationToken cancellationToken)
        where TContext : DbContext
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.BulkConditionalCreatePartialAsync(creators, null, cancellationToken);
    }

    /// <summary>Updates each row whose gate holds, and keeps those that succeed.</summary>
    /// <typeparam name="TContext">The context type.</typeparam>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="ops">The operations.</param>
    /// <param name="updaters">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="WriteOps{TContext}.BulkConditionalUpdatePartialAsync{TEntity}(IEnumerable{ConditionalUpdater{TEntity}}, BulkOptions?, CancellationToken)"/>
    public static Task<BulkResult<TEntity>> BulkConditionalUpdatePartialAsync<TContext, TEntity>(
        this WriteOps<TContext> ops, IEnumerable<ConditionalUpdater<TEntity>> updaters, CancellationToken cancellationToken)
        where TContext : DbContext
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.BulkConditionalUpdatePartialAsync(updaters, null, cancellationToken);
    }

    /// <summary>Updates or creates each row whose gate holds, and keeps those that succeed.</summary>
    /// <typeparam name="TContext">The context type.</typeparam>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="ops">The operations.</param>
    /// <param name="upserters">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="WriteOps{TContext}.BulkConditionalUpsertPartialAsync{TEntity}(IEnumerable{ConditionalUpserter{TEntity}}, BulkOptions?, CancellationToken)"/>
    public static Task<BulkResult<TEntity>> BulkConditionalUpsertPartialAsync<TContext, TEntity>(
        this WriteOps<TContext> ops, IEnumerable<ConditionalUpserter<TEntity>> upserters, CancellationToken cancellationToken)
        where TContext : DbContext
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.BulkConditionalUpsertPartialAsync(upserters, null, cancellationToken);
    }

    /// <summary>Deletes each row whose gate holds, and keeps those deletes that succeed.</summary>
    /// <typeparam name="TContext">The context type.</typeparam>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="ops">The operations.</param>
    /// <param name="purgers">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="WriteOps{TContext}.BulkConditionalPurgePartialAsync{TEntity}(IEnumerable{ConditionalPurger{TEntity}}, BulkOptions?, CancellationToken)"/>
    public static Task<BulkResult<TEntity>> BulkConditionalPurgePartialAsync<TContext, TEntity>(
        this WriteOps<TContext> ops, IEnumerable<ConditionalPurger<TEntity>> purgers, CancellationToken cancellationToken)
        where TContext : DbContext
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.BulkConditionalPurgePartialAsync(purgers, null, cancellationToken);
    }

    /// <summary>Creates each row, ungated, and keeps those that succeed.</summary>
    /// <typeparam name="TContext">The context type.</typeparam>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="ops">The operations.</param>
    /// <param name="specs">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="WriteOps{TContext}.BulkCreatePartialAsync{TEntity}(IEnumerable{CreatorSpec{TEntity}}, BulkOptions?, CancellationToken)"/>
    public static Task<BulkResult<TEntity>> BulkCreatePartialAsync<TContext, TEntity>(
        this WriteOps<TContext> ops, IEnumerable<CreatorSpec<TEntity>> specs, CancellationToken cancellationToken)
        where TContext : DbContext
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.BulkCreatePartialAsync(specs, null, cancellationToken);
    }

    /// <summary>Updates each row, ungated, and keeps those that succeed.</summary>
    /// <typeparam name="TContext">The context type.</typeparam>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="ops">The operations.</param>
    /// <param name="updaters">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="WriteOps{TContext}.BulkUpdatePartialAsync{TEntity}(IEnumerable{Updater{TEntity}}, BulkOptions?, CancellationToken)"/>
    public static Task<BulkResult<TEntity>> BulkUpdatePartialAsync<TContext, TEntity>(
        this WriteOps<TContext> ops, IEnumerable<Updater<TEntity>> updaters, CancellationToken cancellationToken)
        where TContext : DbContext
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.BulkUpdatePartialAsync(updaters, null, cancellationToken);
    }

    /// <summary>Updates or creates each row, ungated, and keeps those that succeed.</summary>
    /// <typeparam name="TContext">The context type.</typeparam>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="ops">The operations.</param>
    /// <param name="upserters">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="WriteOps{TContext}.BulkUpsertPartialAsync{TEntity}(IEnumerable{Upserter{TEntity}}, BulkOptions?, CancellationToken)"/>
    public static Task<BulkResult<TEntity>> BulkUpsertPartialAsync<TContext, TEntity>(
        this WriteOps<TContext> ops, IEnumerable<Upserter<TEntity>> upserters, CancellationToken cancellationToken)
        where TContext : DbContext
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.BulkUpsertPartialAsync(upserters, null, cancellationToken);
    }

    /// <summary>Deletes each row, ungated, and keeps those deletes that succeed.</summary>
    /// <typeparam name="TContext">The context type.</typeparam>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="ops">The operations.</param>
    /// <param name="purgers">The items, which run in order: each sees what succeeded before it. Empty: no I/O.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="WriteOps{TContext}.BulkPurgePartialAsync{TEntity}(IEnumerable{Purger{TEntity}}, BulkOptions?, CancellationToken)"/>
    public static Task<BulkResult<TEntity>> BulkPurgePartialAsync<TContext, TEntity>(
        this WriteOps<TContext> ops, IEnumerable<Purger<TEntity>> purgers, CancellationToken cancellationToken)
        where TContext : DbContext
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.BulkPurgePartialAsync(purgers, null, cancellationToken);
    }

    /// <summary>Writes each item of a batch of any kinds and entity types, in order, and keeps those that succeed.</summary>
    /// <typeparam name="TContext">The context type.</typeparam>
    /// <typeparam name="TSource">What the writes are made from.</typeparam>
    /// <param name="ops">The operations.</param>
    /// <param name="batch">The items, which run in order: each sees what succeeded before it. Copied. Empty: no I/O.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of it is kept then.</param>
    /// <inheritdoc cref="WriteOps{TContext}.BulkWritePartialAsync{TSource}(WriteBatch{TSource}, BulkOptions?, CancellationToken)"/>
    public static Task<BatchResult<TSource>> BulkWritePartialAsync<TContext, TSource>(
        this WriteOps<TContext> ops, WriteBatch<TSource> batch, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.BulkWritePartialAsync(batch, null, cancellationToken);
    }

    /// <summary>Writes a stream of any length in chunks, each in a transaction of its own, and hands out a result for each source.</summary>
    /// <typeparam name="TContext">The context type.</typeparam>
    /// <typeparam name="TSource">What the writes are made from.</typeparam>
    /// <param name="provider">The provider.</param>
    /// <param name="sources">What the writes are made from, in the order in which the writes run.</param>
    /// <param name="write">Makes the write of a source; called once for each, in order, outside of transactions.</param>
    /// <param name="cancellationToken">Cancels the stream: chunks that are committed stay, and the results of such a chunk still come out.</param>
    /// <inheritdoc cref="DbOpsProvider{TContext}.WriteStreamAsync{TSource}"/>
    public static IAsyncEnumerable<BatchItemResult<TSource>> WriteStreamAsync<TContext, TSource>(
        this DbOpsProvider<TContext> provider, IAsyncEnumerable<TSource> sources, Func<TSource, IBulkWrite> write, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.WriteStreamAsync(sources, write, null, cancellationToken);
    }
}
