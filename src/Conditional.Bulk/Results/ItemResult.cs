using System.Diagnostics.CodeAnalysis;

namespace Conditional.Bulk;

/// <summary>What became of one item.</summary>
/// <typeparam name="TEntity">The entity type, as in the EF model.</typeparam>
public sealed class ItemResult<TEntity> where TEntity : class
{
    /// <summary>Makes the result of an item that succeeded.</summary>
    /// <param name="index">The item's position in the batch, from 0.</param>
    /// <param name="entity">The entity that was written.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entity"/> is null.</exception>
    public ItemResult(int index, TEntity entity)
        : this(index, entity, WriteAction.None)
    {
    }

    /// <summary>Makes the result of an item that succeeded.</summary>
    /// <param name="index">The item's position in the batch, from 0.</param>
    /// <param name="entity">The entity that was written.</param>
    /// <param name="action">What was done.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entity"/> is null.</exception>
    public ItemResult(int index, TEntity entity, WriteAction action)
    {
        ArgumentNullException.ThrowIfNull(entity);
        (Index, Entity, Action) = (index, entity, action);
    }

    /// <summary>Makes the result of an item that failed.</summary>
    /// <param name="failure">Why it failed, with the item's position.</param>
    /// <exception cref="ArgumentNullException"><paramref name="failure"/> is null.</exception>
    public ItemResult(WriteFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        (Index, Failure) = (failure.Index, failure);
    }

    /// <summary>The item's position in the batch, from 0.</summary>
    public int Index { get; }

    /// <summary>Whether the item was written.</summary>
    [MemberNotNullWhen(true, nameof(Entity)), MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    /// <summary>What was done; <see cref="WriteAction.None"/> for an item that failed.</summary>
    public WriteAction Action { get; }

    /// <summary>
    /// The entity as it was written, detached, with the values the database generated; for a purge, the row that was deleted.
    /// Null for an item that failed.
    /// </summary>
    public TEntity? Entity { get; }

    /// <summary>Why the item failed; null for one that succeeded.</summary>
    public WriteFailure? Failure { get; }

    /// <inheritdoc />
    public override string ToString() => $"{Index}: {(IsSuccess ? "succeeded" : Failure)}";
}
