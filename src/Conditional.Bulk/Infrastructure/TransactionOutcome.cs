namespace Conditional.Bulk.Infrastructure;

/// <summary>What became of a transaction whose COMMIT was not answered.</summary>
public enum TransactionOutcome
{
    /// <summary>It cannot be known. Nothing may be told or retried then as if it were.</summary>
    Unknown,

    /// <summary>It is committed.</summary>
    Committed,

    /// <summary>It is not committed, and never will be.</summary>
    Aborted,
}
