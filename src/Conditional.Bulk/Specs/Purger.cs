namespace Conditional.Bulk;

/// <summary>One purge: the key of the row to delete.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <param name="KeyValues">
/// The primary key of the row: one value per key property, in key order, in the CLR types of the model, as in EF's <c>Find</c>.
/// </param>
public sealed record Purger<TEntity>(IReadOnlyList<object> KeyValues) : IBulkWrite where TEntity : class
{
    /// <summary>Makes a purge of the row with this primary key.</summary>
    /// <param name="keyValue">The key value, or the first one of a composite key.</param>
    /// <param name="moreKeyValues">The other values of a composite key, in key order.</param>
    public Purger(object keyValue, params ReadOnlySpan<object> moreKeyValues)
        : this([keyValue, .. moreKeyValues])
    {
    }

    /// <summary>Makes a purge of the row with this key: a primary key, an alternate key or a unique index of the model.</summary>
    /// <param name="key">The key.</param>
    public Purger(Key<TEntity> key)
        : this(Array.Empty<object>()) => Key = key;

    /// <summary>The primary key of the row, copied: one value per key property, in key order. Empty where there is a <see cref="Key"/>.</summary>
    public IReadOnlyList<object> KeyValues { get; init => field = value?.ToArray()!; } = KeyValues?.ToArray()!;

    /// <summary>The key of the row by properties of the model; null where <see cref="KeyValues"/> are its primary key.</summary>
    public Key<TEntity>? Key { get; init; }

    /// <summary>Translates failures of this write into exceptions of the domain. The first match wins; empty by default.</summary>
    public IReadOnlyList<IntegrityCheck> IntegrityChecks { get; init; } = [];

    /// <inheritdoc cref="Upserter{TEntity}.IgnoreQueryFilters"/>
    public IReadOnlyList<string> IgnoreQueryFilters { get; init => field = value?.ToArray()!; } = [];

    /// <summary>The entity type, without values of keys.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"Purger<{typeof(TEntity).Name}>";

    TResult IBulkWrite.Accept<TResult>(IBulkWriteVisitor<TResult> visitor) => visitor.Visit<TEntity>(this);
}
