using Conditional.Bulk.Infrastructure;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// What the server's error fields mean for an item and for the call. https://www.postgresql.org/docs/current/errcodes-appendix.html
/// </summary>
internal static class SqlStates
{
    private const string IdleInTransactionSessionTimeout = "25P03";

    /// <summary>Since PostgreSQL 17.</summary>
    private const string TransactionTimeout = "25P04";

    public static DatabaseError Describe(PostgresException exception) => new(ScopeOf(exception), KindOf(exception.SqlState))
    {
        SqlState = exception.SqlState,
        ConstraintName = exception.ConstraintName,
        SchemaName = exception.SchemaName,
        TableName = exception.TableName,
        ColumnNames = exception.ColumnName is { } column ? [column] : [],
        Exceeded = exception.SqlState switch
        {
            PostgresErrorCodes.StringDataRightTruncation => ExceededFacet.Length,
            PostgresErrorCodes.NumericValueOutOfRange => ExceededFacet.Range,
            _ => ExceededFacet.None,
        },
    };

    /// <summary>
    /// Whether a prepared statement no longer fits the schema ("cached plan must not change result type"). The SQLSTATE is that of all
    /// features that are not supported, and the text may be translated, so only the routine tells: it raises no other error of that SQLSTATE.
    /// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/cache/plancache.c
    /// </summary>
    public static bool IsStalePlan(PostgresException exception) =>
        exception is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" };

    /// <summary>Whether an error ends more than an item.</summary>
    public static bool EndsTheCall(PostgresException exception) =>
        ScopeOf(exception) is DatabaseErrorScope.Transaction or DatabaseErrorScope.Session;

    private static DatabaseErrorScope ScopeOf(PostgresException exception) => exception switch
    {
        { InvariantSeverity: "FATAL" or "PANIC" } => DatabaseErrorScope.Session,
        { SqlState: ['0', '8', ..] } => DatabaseErrorScope.Session,
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.DatabaseDropped or PostgresErrorCodes.IdleSessionTimeout
        } => DatabaseErrorScope.Session,

        // Insufficient resources, system error, configuration file, internal error: what the transaction holds cannot be relied on.
        { SqlState: ['5', '3', ..] or ['5', '8', ..] or ['F', '0', ..] or ['X', 'X', ..] } => DatabaseErrorScope.Transaction,

        // Transaction rollback (serialization failures and deadlocks among them), savepoint exception.
        { SqlState: ['4', '0', ..] or ['3', 'B', ..] } => DatabaseErrorScope.Transaction,
        {
            SqlState: PostgresErrorCodes.ReadOnlySqlTransaction
                or PostgresErrorCodes.InFailedSqlTransaction or PostgresErrorCodes.NoActiveSqlTransaction
                or IdleInTransactionSessionTimeout or TransactionTimeout
        } => DatabaseErrorScope.Transaction,

        // A prepared statement that no longer fits, or that the session no longer has: behind a pooler, and after the former in a batch.
        { SqlState: PostgresErrorCodes.InvalidSqlStatementName } => DatabaseErrorScope.Statement,
        _ when IsStalePlan(exception) => DatabaseErrorScope.Statement,
        _ => DatabaseErrorScope.Item,
    };

    private static WriteFailureKind KindOf(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.UniqueViolation => WriteFailureKind.UniqueViolation,
        PostgresErrorCodes.ForeignKeyViolation => WriteFailureKind.ForeignKeyViolation,
        PostgresErrorCodes.RestrictViolation => WriteFailureKind.RestrictViolation,
        PostgresErrorCodes.CheckViolation => WriteFailureKind.CheckViolation,
        PostgresErrorCodes.NotNullViolation => WriteFailureKind.NotNullViolation,
        PostgresErrorCodes.ExclusionViolation => WriteFailureKind.ExclusionViolation,
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => WriteFailureKind.Timeout,

        // Data exception, and program limit exceeded: a row too big for its index, JSON nested too deep, an array of too many dimensions.
        ['2', '2', ..] or ['5', '4', ..] => WriteFailureKind.InvalidValue,
        _ => WriteFailureKind.Other,
    };
}
