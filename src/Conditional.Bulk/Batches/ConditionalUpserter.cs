namespace Conditional.Bulk;

/// <summary>One upsert and the gate that must hold for it.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <param name="Upserter">What to upsert.</param>
/// <param name="OnlyIf">
/// The gate. Where there is no such row yet, conditions on it are unknown: a gate that holds whatever they are creates the row, a gate that is false
/// whatever they are is <see cref="WriteFailureKind.NotAllowed"/>, and any other is <see cref="WriteFailureKind.TargetNotFound"/>. What is to hold
/// for new rows is said with <c>| OnlyIf.NotExists&lt;T&gt;(…) &amp; …</c>.
/// </param>
public sealed record ConditionalUpserter<TEntity>(Upserter<TEntity> Upserter, OnlyIf OnlyIf) : IBulkWrite where TEntity : class
{
    TResult IBulkWrite.Accept<TResult>(IBulkWriteVisitor<TResult> visitor) => visitor.Visit<TEntity>(this);
}
