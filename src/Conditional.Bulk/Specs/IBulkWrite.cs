namespace Conditional.Bulk;

/// <summary>
/// Any write: a <see cref="CreatorSpec{TEntity}"/>, <see cref="Updater{TEntity}"/>, <see cref="Upserter{TEntity}"/> or
/// <see cref="Purger{TEntity}"/>, with a gate or without. Only the writes of this library implement it.
/// </summary>
public interface IBulkWrite
{
    /// <summary>Hands the write over together with its entity type.</summary>
    internal TResult Accept<TResult>(IBulkWriteVisitor<TResult> visitor);
}

/// <summary>Makes something of a write whose entity type is not known before.</summary>
internal interface IBulkWriteVisitor<out TResult>
{
    /// <param name="write">A write of this entity type.</param>
    TResult Visit<TEntity>(IBulkWrite write) where TEntity : class;

    /// <param name="write">Stands for a write that there is not, and so for no entity type.</param>
    TResult VisitUnmade(UnmadeWrite write);
}
