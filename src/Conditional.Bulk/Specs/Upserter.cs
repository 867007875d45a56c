namespace Conditional.Bulk;

/// <summary>One upsert: the row of the key is updated if it is there, and created if it is not.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <param name="CreatorSpec">
/// What to create if there is no such row. The entity that it builds has the key's values, or the item fails as
/// <see cref="WriteFailureKind.SpecFailed"/>.
/// </param>
/// <param name="UpdaterSpec">
/// What to change if there is such a row, but for the properties of the key; null to leave the row as it is: create or get.
/// </param>
/// <param name="Key">
/// The key of the row: the primary key, an alternate key or a unique index of the model. Null where <c>KeyValues</c> are its primary key.
/// </param>
/// <remarks>
/// A row that is there is locked and loaded as for an update. Where another session creates the row meanwhile, the item is run once more, as an
/// update, gate included: the unique constraint of the key decides. The violation of any other constraint is the item's failure.
/// </remarks>
public sealed record Upserter<TEntity>(CreatorSpec<TEntity> CreatorSpec, UpdaterSpec<TEntity>? UpdaterSpec, Key<TEntity>? Key) : IBulkWrite
    where TEntity : class
{
    /// <summary>Makes an upsert of the row with this primary key.</summary>
    /// <param name="creatorSpec">What to create if there is no such row.</param>
    /// <param name="updaterSpec">What to change if there is such a row; null to leave it as it is.</param>
    /// <param name="keyValue">The key value, or the first one of a composite key.</param>
    /// <param name="moreKeyValues">The other values of a composite key, in key order.</param>
    public Upserter(
        CreatorSpec<TEntity> creatorSpec, UpdaterSpec<TEntity>? updaterSpec, object keyValue, params ReadOnlySpan<object> moreKeyValues)
        : this(creatorSpec, updaterSpec, (Key<TEntity>?)null) => KeyValues = [keyValue, .. moreKeyValues];

    /// <summary>The primary key of the row, copied: one value per key property, in key order. Empty where there is a <see cref="Key"/>.</summary>
    public IReadOnlyList<object> KeyValues { get; init => field = value?.ToArray()!; } = [];

    /// <summary>
    /// The named query filters that are not applied when the row is looked for and loaded, so that a row that was deleted softly can be found; none
    /// by default. An unnamed filter is always applied.
    /// </summary>
    /// <remarks>
    /// EF lifts a filter for the whole query, what the model includes automatically with it: filters of that name on other entity types, too.
    /// </remarks>
    public IReadOnlyList<string> IgnoreQueryFilters { get; init => field = value?.ToArray()!; } = [];

    /// <summary>The entity type, without values of keys.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"Upserter<{typeof(TEntity).Name}>";

    TResult IBulkWrite.Accept<TResult>(IBulkWriteVisitor<TResult> visitor) => visitor.Visit<TEntity>(this);
}
