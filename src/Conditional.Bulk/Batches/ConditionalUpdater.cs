namespace Conditional.Bulk;

/// <summary>One update and the gate that must hold for it.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <param name="Updater">What to update.</param>
/// <param name="OnlyIf">The gate.</param>
public sealed record ConditionalUpdater<TEntity>(Updater<TEntity> Updater, OnlyIf OnlyIf) : IBulkWrite where TEntity : class
{
    TResult IBulkWrite.Accept<TResult>(IBulkWriteVisitor<TResult> visitor) => visitor.Visit<TEntity>(this);
}
