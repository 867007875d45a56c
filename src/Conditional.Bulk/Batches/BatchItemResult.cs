using System.Diagnostics.CodeAnalysis;

namespace Conditional.Bulk;

/// <summary>What became of one item of a <see cref="WriteBatch{TSource}"/>.</summary>
/// <typeparam name="TSource">What the writes are made from.</typeparam>
public sealed class BatchItemResult<TSource>
{
    /// <summary>Makes the result of an item that succeeded.</summary>
    /// <param name="index">The item's position in the batch, from 0.</param>
    /// <param name="source">What the write was made from.</param>
    /// <param name="write">The write.</param>
    /// <param name="entity">The entity that was written.</param>
    /// <param name="action">What was done.</param>
    /// <exception cref="ArgumentNullException"><paramref name="write"/> or <paramref name="entity"/> is null.</exception>
    public BatchItemResult(int index, TSource source, IBulkWrite write, object entity, WriteAction action)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(entity);
        (Index, Source, Write, Entity, Action) = (index, source, write, entity, action);
    }

    /// <summary>Makes the result of an item that failed.</summary>
    /// <param name="source">What the write was made from.</param>
    /// <param name="write">The write.</param>
    /// <param name="failure">Why it failed, with the item's position.</param>
    /// <exception cref="ArgumentNullException"><paramref name="write"/> or <paramref name="failure"/> is null.</exception>
    public BatchItemResult(TSource source, IBulkWrite write, WriteFailure failure)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(failure);
        (Index, Source, Write, Failure) = (failure.Index, source, write, failure);
    }

    /// <summary>The item's position in the batch, or in the stream, from 0.</summary>
    public int Index { get; }

    /// <summary>What the write was made from.</summary>
    public TSource Source { get; }

    /// <summary>
    /// The write, as it was added to the batch or made from the source of a stream. Where making it failed, a write that fails again in the
    /// same way.
    /// </summary>
    public IBulkWrite Write { get; }

    /// <summary>What was done; <see cref="WriteAction.None"/> for an item that failed.</summary>
    public WriteAction Action { get; }

    /// <summary>Whether the item was written.</summary>
    [MemberNotNullWhen(true, nameof(Entity)), MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    /// <summary>
    /// The entity as it was written, detached, with the values the database generated; for a purge, the row that was deleted.
    /// Null for an item that failed.
    /// </summary>
    public object? Entity { get; }

    /// <summary>Why the item failed; null for one that succeeded.</summary>
    public WriteFailure? Failure { get; }

    /// <inheritdoc />
    public override string ToString() => $"{Index}: {(IsSuccess ? Action is WriteAction.None ? "succeeded" : $"{Action}" : Failure)}";
}
