namespace Conditional.Bulk;

/// <summary>What became of a <see cref="WriteBatch{TSource}"/>: one result per item, in the order of the items.</summary>
/// <typeparam name="TSource">What the writes are made from.</typeparam>
/// <param name="items">One result per item, in input order.</param>
/// <remarks>
/// Where the caller owns the transaction the results are provisional until it commits. Entities are detached.
/// </remarks>
public sealed class BatchResult<TSource>(IEnumerable<BatchItemResult<TSource>> items)
{
    private IReadOnlyList<BatchFailure<TSource>>? _failed;

    /// <summary>One result per item, in input order.</summary>
    public IReadOnlyList<BatchItemResult<TSource>> Items { get; } =
    [
        .. (items ?? throw new ArgumentNullException(nameof(items)))
            .Select(item => item ?? throw new ArgumentException("A result is null.", nameof(items))),
    ];

    /// <summary>The items that failed, in input order, each with its source and write.</summary>
    public IReadOnlyList<BatchFailure<TSource>> Failed => _failed ??= [.. Failures()];

    /// <summary>Whether any item failed.</summary>
    public bool HasFailures => Failed.Count > 0;

    /// <summary>The entities of this type of the items that succeeded, whatever was done with them: rows that were deleted are among them.</summary>
    /// <typeparam name="TEntity">The entity type, or any type that the entities have in common.</typeparam>
    /// <returns>The entities, in input order.</returns>
    public IReadOnlyList<TEntity> Succeeded<TEntity>() where TEntity : class => [.. Items.Select(item => item.Entity).OfType<TEntity>()];

    /// <summary>The items that failed as a new batch: the same writes and sources, in the same order.</summary>
    /// <param name="where">Which of them; null for all.</param>
    /// <returns>A new batch.</returns>
    /// <remarks>
    /// It is about the results as they are: after a rollback of the transaction, repeat the whole batch, since what succeeded is not
    /// there either.
    /// </remarks>
    public WriteBatch<TSource> FailedBatch(Func<BatchFailure<TSource>, bool>? where = null)
    {
        var batch = new WriteBatch<TSource>();
        foreach (var failure in Failed)
        {
            if (where is null || where(failure)) batch.Add(failure.Source, failure.Write);
        }

        return batch;
    }

    /// <summary>
    /// Throws if any item failed. Inside <c>DbOpsProvider.WriteAsync</c> that rolls back the transaction, which makes the call
    /// all-or-nothing.
    /// </summary>
    /// <returns>This result.</returns>
    /// <exception cref="BulkWriteException">An item failed; it holds all failures.</exception>
    public BatchResult<TSource> ThrowIfAnyFailed() =>
        HasFailures ? throw new BulkWriteException([.. Failed.Select(failed => failed.Failure)]) : this;

    private IEnumerable<BatchFailure<TSource>> Failures()
    {
        foreach (var item in Items)
        {
            if (item.Failure is { } failure) yield return new BatchFailure<TSource>(item.Source, item.Write, failure);
        }
    }
}
