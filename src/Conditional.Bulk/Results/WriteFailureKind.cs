namespace Conditional.Bulk;

/// <summary>Why an item failed.</summary>
public enum WriteFailureKind
{
    /// <summary>None of the kinds below: an error raised by a trigger, a gate that EF cannot translate, a missing privilege, …</summary>
    Other = 0,

    /// <summary>The gate did not hold. The spec was never called.</summary>
    NotAllowed,

    /// <summary>No row has the key of the update or purge, or a query filter hides it.</summary>
    TargetNotFound,

    /// <summary>A unique constraint, unique index or primary key.</summary>
    UniqueViolation,

    /// <summary>A foreign key. PostgreSQL before version 18 reports <c>ON DELETE RESTRICT</c> as this, too.</summary>
    ForeignKeyViolation,

    /// <summary>A foreign key with <c>ON DELETE RESTRICT</c> or <c>ON UPDATE RESTRICT</c>.</summary>
    RestrictViolation,

    /// <summary>A check constraint.</summary>
    CheckViolation,

    /// <summary>A required column without a value.</summary>
    NotNullViolation,

    /// <summary>An exclusion constraint (PostgreSQL).</summary>
    ExclusionViolation,

    /// <summary>The row was not there as EF expected it, by its key and concurrency tokens, when the write ran.</summary>
    ConcurrencyConflict,

    /// <summary>A value that the column or the provider does not take: too long, out of range, of a wrong form or type.</summary>
    InvalidValue,

    /// <summary>The statement ran out of time, or a lock could not be had in time, and the transaction is still usable.</summary>
    Timeout,

    /// <summary>The spec threw, returned null or the same instance twice, or made a graph that cannot be written.</summary>
    SpecFailed,

    /// <summary>The batch stopped before the item: more items failed than <c>BulkOptions.MaxFailures</c> tolerates.</summary>
    NotAttempted,
}
