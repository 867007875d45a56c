namespace Conditional.Bulk;

/// <summary>One create and the gate that must hold for it.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <param name="Spec">What to create.</param>
/// <param name="OnlyIf">The gate. It may not contain <see cref="Bulk.OnlyIf.Target{TEntity}"/>: there is no row yet.</param>
public sealed record ConditionalCreator<TEntity>(CreatorSpec<TEntity> Spec, OnlyIf OnlyIf) : IBulkWrite where TEntity : class
{
    TResult IBulkWrite.Accept<TResult>(IBulkWriteVisitor<TResult> visitor) => visitor.Visit<TEntity>(this);
}
