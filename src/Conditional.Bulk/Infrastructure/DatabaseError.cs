namespace Conditional.Bulk.Infrastructure;

/// <summary>What a provider knows about an exception of its database driver, from structured data.</summary>
/// <param name="Scope">What the error ends.</param>
/// <param name="Kind">The kind of failure, for an error that ends one item.</param>
public sealed record DatabaseError(DatabaseErrorScope Scope, WriteFailureKind Kind = WriteFailureKind.Other)
{
    /// <summary>The constraint, or null.</summary>
    public string? ConstraintName { get; init; }

    /// <summary>The schema of the table, or null.</summary>
    public string? SchemaName { get; init; }

    /// <summary>The table, without its schema, or null.</summary>
    public string? TableName { get; init; }

    /// <summary>The columns, or empty.</summary>
    public IReadOnlyList<string> ColumnNames { get; init; } = [];

    /// <summary>The SQLSTATE, or null.</summary>
    public string? SqlState { get; init; }

    /// <summary>What a value exceeds, where the database tells that and not which value.</summary>
    public ExceededFacet Exceeded { get; init; }
}

/// <summary>What a value exceeds.</summary>
public enum ExceededFacet
{
    /// <summary>Nothing, as far as is known.</summary>
    None,

    /// <summary>The length of its column, in characters.</summary>
    Length,

    /// <summary>The digits that its column has before the decimal point.</summary>
    Range,
}

/// <summary>What a database error ends.</summary>
public enum DatabaseErrorScope
{
    /// <summary>The item alone: after a rollback to its savepoint the transaction goes on.</summary>
    Item,

    /// <summary>The transaction, or the call: no further item can give a truthful result.</summary>
    Transaction,

    /// <summary>The session: the server is gone or going, and what became of a COMMIT under way is not known.</summary>
    Session,

    /// <summary>
    /// Nothing but the statement as it was prepared, and it is nobody's mistake: after a rollback to the savepoint the same write, sent
    /// again, is prepared anew. A write that meets it once more has failed like any other.
    /// </summary>
    Statement,
}
