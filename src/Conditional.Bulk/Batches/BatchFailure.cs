namespace Conditional.Bulk;

/// <summary>An item of a <see cref="WriteBatch{TSource}"/> that failed.</summary>
/// <typeparam name="TSource">What the writes are made from.</typeparam>
/// <param name="Source">What the write was made from.</param>
/// <param name="Write">The write, as it was added to the batch.</param>
/// <param name="Failure">Why it failed.</param>
public sealed record BatchFailure<TSource>(TSource Source, IBulkWrite Write, WriteFailure Failure)
{
    /// <summary>The item's position and the failure's message, without values: fit for a log.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Failure.Index}: {Failure}";
}
