namespace Conditional.Bulk;

/// <summary>What became of a batch: one result per item, in the order of the items.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <param name="items">One result per item, in input order.</param>
/// <remarks>
/// Where the caller owns the transaction the results are provisional until it commits. Entities are detached.
/// </remarks>
public sealed class BulkResult<TEntity>(IEnumerable<ItemResult<TEntity>> items) where TEntity : class
{
    private IReadOnlyList<TEntity>? _succeeded;
    private IReadOnlyList<WriteFailure>? _failed;

    /// <summary>One result per item, in input order.</summary>
    public IReadOnlyList<ItemResult<TEntity>> Items { get; } =
    [
        .. (items ?? throw new ArgumentNullException(nameof(items)))
            .Select(item => item ?? throw new ArgumentException("A result is null.", nameof(items))),
    ];

    /// <summary>The entities of the items that succeeded, in input order.</summary>
    public IReadOnlyList<TEntity> Succeeded => _succeeded ??= [.. Items.Select(item => item.Entity).OfType<TEntity>()];

    /// <summary>The failures of the items that failed, in input order.</summary>
    public IReadOnlyList<WriteFailure> Failed => _failed ??= [.. Items.Select(item => item.Failure).OfType<WriteFailure>()];

    /// <summary>Whether any item failed.</summary>
    public bool HasFailures => Failed.Count > 0;

    /// <summary>
    /// Throws if any item failed. Inside <c>DbOpsProvider.WriteAsync</c> that rolls back the transaction, which makes the call
    /// all-or-nothing.
    /// </summary>
    /// <returns>This result.</returns>
    /// <exception cref="BulkWriteException">An item failed; it holds all failures.</exception>
    public BulkResult<TEntity> ThrowIfAnyFailed() => HasFailures ? throw new BulkWriteException(Failed) : this;
}
