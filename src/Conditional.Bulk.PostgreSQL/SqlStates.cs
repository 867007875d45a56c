using Conditional.Bulk.Infrastructure;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// What the server's error fields mean for an item and for the call.
/// https://www.postgresql.org/docs/current/errcodes-appendix.html
/// </summary>
internal static class SqlStates
{
    public static DatabaseError Describe(PostgresException exception) => new(ScopeOf(exception), KindOf(exception.SqlState))
    {
        SqlState = exception.SqlState,
        ConstraintName = exception.ConstraintName,
        TableName = exception.TableName,
        ColumnNames = exception.ColumnName is { } column ? [column] : [],
    };

    private static DatabaseErrorScope ScopeOf(PostgresException exception) => exception switch
    {
        { InvariantSeverity: "FATAL" or "PANIC" } => DatabaseErrorScope.Session,
        { SqlState: ['0', '8', ..] } => DatabaseErrorScope.Session,
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.DatabaseDropped or PostgresErrorCodes.IdleSessionTimeout
        } => DatabaseErrorScope.Session,

        // Insufficient resources, system error, internal error: what the transaction holds cannot be relied on.
        { SqlState: ['5', '3', ..] or ['5', '8', ..] or ['X', 'X', ..] } => DatabaseErrorScope.Transaction,
        {
            SqlState: PostgresErrorCodes.InFailedSqlTransaction or PostgresErrorCodes.NoActiveSqlTransaction
                or IdleInTransactionSessionTimeout or TransactionTimeout
                or PostgresErrorCodes.InvalidSavepointSpecification
                or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected

                // The server has become read-only: no item can be written.
                or PostgresErrorCodes.ReadOnlySqlTransaction
        } => DatabaseErrorScope.Transaction,
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

        // Class 22: data exception; class 54: too large for the server, as a key that does not fit into an index.
        ['2', '2', ..] or ['5', '4', ..] => WriteFailureKind.InvalidValue,
        _ => WriteFailureKind.Other,
    };

    private const string IdleInTransactionSessionTimeout = "25P03";

    /// <summary>Since PostgreSQL 17.</summary>
    private const string TransactionTimeout = "25P04";
}
