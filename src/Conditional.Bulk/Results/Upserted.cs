namespace Conditional.Bulk;

/// <summary>What a single upsert did.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
/// <param name="Entity">The entity as it was written, detached; the current row if nothing was changed.</param>
/// <param name="Action">
/// <see cref="WriteAction.Created"/>, <see cref="WriteAction.Updated"/>, or <see cref="WriteAction.Unchanged"/>.
/// </param>
public sealed record Upserted<TEntity>(TEntity Entity, WriteAction Action) where TEntity : class
{
    /// <summary>What was done, without values.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Action} {typeof(TEntity).Name}";
}
