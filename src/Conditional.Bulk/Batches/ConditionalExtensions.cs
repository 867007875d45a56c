namespace Conditional.Bulk;

/// <summary>Puts a gate on a write.</summary>
public static class ConditionalExtensions
{
    /// <summary>Makes the create conditional.</summary>
    /// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
    /// <param name="spec">What to create.</param>
    /// <param name="onlyIf">The gate that must hold for it.</param>
    /// <returns>The item of a batch, or of a single create.</returns>
    public static ConditionalCreator<TEntity> OnlyIf<TEntity>(this CreatorSpec<TEntity> spec, OnlyIf onlyIf)
        where TEntity : class =>
        new(spec, onlyIf);

    /// <summary>Makes the update conditional.</summary>
    /// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
    /// <param name="updater">What to update.</param>
    /// <param name="onlyIf">The gate that must hold for it.</param>
    /// <returns>The item of a batch, or of a single update.</returns>
    public static ConditionalUpdater<TEntity> OnlyIf<TEntity>(this Updater<TEntity> updater, OnlyIf onlyIf)
        where TEntity : class =>
        new(updater, onlyIf);

    /// <summary>Makes the purge conditional.</summary>
    /// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
    /// <param name="purger">What to purge.</param>
    /// <param name="onlyIf">The gate that must hold for it.</param>
    /// <returns>The item of a batch, or of a single purge.</returns>
    public static ConditionalPurger<TEntity> OnlyIf<TEntity>(this Purger<TEntity> purger, OnlyIf onlyIf)
        where TEntity : class =>
        new(purger, onlyIf);

    /// <summary>Makes the upsert conditional.</summary>
    /// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
    /// <param name="upserter">What to upsert.</param>
    /// <param name="onlyIf">The gate that must hold for it.</param>
    /// <returns>The item of a batch, or of a single upsert.</returns>
    public static ConditionalUpserter<TEntity> OnlyIf<TEntity>(this Upserter<TEntity> upserter, OnlyIf onlyIf)
        where TEntity : class =>
        new(upserter, onlyIf);
}
