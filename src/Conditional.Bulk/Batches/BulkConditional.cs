namespace Conditional.Bulk;

/// <summary>Makes batches; collection expressions call it.</summary>
public static class BulkConditional
{
    /// <summary>Makes a batch of creates.</summary>
    /// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
    /// <param name="items">The items, in the order they run.</param>
    /// <returns>The batch.</returns>
    public static BulkConditionalCreator<TEntity> Creator<TEntity>(ReadOnlySpan<ConditionalCreator<TEntity>> items)
        where TEntity : class =>
        new(items.ToArray());

    /// <summary>Makes a batch of updates.</summary>
    /// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
    /// <param name="items">The items, in the order they run.</param>
    /// <returns>The batch.</returns>
    public static BulkConditionalUpdater<TEntity> Updater<TEntity>(ReadOnlySpan<ConditionalUpdater<TEntity>> items)
        where TEntity : class =>
        new(items.ToArray());

    /// <summary>Makes a batch of purges.</summary>
    /// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
    /// <param name="items">The items, in the order they run.</param>
    /// <returns>The batch.</returns>
    public static BulkConditionalPurger<TEntity> Purger<TEntity>(ReadOnlySpan<ConditionalPurger<TEntity>> items)
        where TEntity : class =>
        new(items.ToArray());

    internal static IReadOnlyList<TItem> Copy<TItem>(IReadOnlyList<TItem> items) =>
        [.. items ?? throw new ArgumentNullException("Items")];
}
