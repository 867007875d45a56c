using System.Linq.Expressions;

namespace Conditional.Bulk;

/// <summary>
/// The key of one row by properties of the model: of the primary key, of an alternate key, or of a unique index, as
/// <c>Key&lt;Product&gt;.Of(p => p.Sku, sku)</c>.
/// </summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <remarks>
/// Whether the model has such a key is checked by the verb, before any I/O. Names without values: <see cref="ToString"/> is fit for a log.
/// </remarks>
public sealed class Key<TEntity> where TEntity : class
{
    private Key(IReadOnlyList<(LambdaExpression Property, object? Value)> parts) => Parts = parts;

    internal IReadOnlyList<(LambdaExpression Property, object? Value)> Parts { get; }

    /// <summary>A key of one property, or of several as <c>Of(c => new { c.TenantId, c.Name }, new { TenantId = tenant, Name = name })</c>.</summary>
    /// <typeparam name="TValue">The type of the property.</typeparam>
    /// <param name="property">
    /// The property, or an anonymous object of properties. A shadow property is <c>EF.Property&lt;T&gt;(p, "name")</c>.
    /// </param>
    /// <param name="value">The value, in the type of the model. No value of a key may be null: null is equal to no other value.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="property"/> is null.</exception>
    public static Key<TEntity> Of<TValue>(Expression<Func<TEntity, TValue>> property, TValue value)
    {
        ArgumentNullException.ThrowIfNull(property);
        return new([(property, value)]);
    }

    /// <summary>The key with one property more, or several.</summary>
    /// <typeparam name="TValue">The type of the property.</typeparam>
    /// <param name="property">The property, as for <see cref="Of"/>.</param>
    /// <param name="value">The value, in the type of the model; not null.</param>
    /// <returns>A new key. The order of the properties does not matter.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="property"/> is null.</exception>
    public Key<TEntity> And<TValue>(Expression<Func<TEntity, TValue>> property, TValue value)
    {
        ArgumentNullException.ThrowIfNull(property);
        return new([.. Parts, (property, value)]);
    }

    /// <summary>The properties, without values.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"Key<{typeof(TEntity).Name}> of {string.Join(" and ", Parts.Select(part => part.Property.Body))}";
}
