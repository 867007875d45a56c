namespace Conditional.Bulk;

/// <summary>One purge and the gate that must hold for it.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <param name="Purger">What to purge.</param>
/// <param name="OnlyIf">The gate.</param>
public sealed record ConditionalPurger<TEntity>(Purger<TEntity> Purger, OnlyIf OnlyIf) : IBulkWrite where TEntity : class
{
    TResult IBulkWrite.Accept<TResult>(IBulkWriteVisitor<TResult> visitor) => visitor.Visit<TEntity>(this);
}
