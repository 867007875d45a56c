namespace Conditional.Bulk;

/// <summary>How far a batch has come. The outcomes so far are provisional until the transaction commits.</summary>
/// <param name="Done">Items that have an outcome, <paramref name="Succeeded"/> plus <paramref name="Failed"/>.</param>
/// <param name="Succeeded">Items that succeeded.</param>
/// <param name="Failed">Items that failed, those that were not attempted among them.</param>
/// <param name="Total">Items of the batch; 0 where nobody knows it, as in a stream.</param>
public sealed record BulkProgress(int Done, int Succeeded, int Failed, int Total);
