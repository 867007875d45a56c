using Conditional.Bulk.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Metadata;
using static SQLitePCL.raw;

namespace Conditional.Bulk.Sqlite;

/// <summary>What SQLite's result codes mean for an item and for the call. https://www.sqlite.org/rescode.html</summary>
internal static class ResultCodes
{
    public static DatabaseError Describe(SqliteException exception, IModel model) =>
        ScopeOf(exception) is DatabaseErrorScope.Item
            ? ConstraintText.Describe(KindOf(exception), exception, model)
            : new DatabaseError(ScopeOf(exception));

    private static DatabaseErrorScope ScopeOf(SqliteException exception) => exception.SqliteErrorCode switch
    {
        // The schema changed again and again while the statement was prepared anew.
        SQLITE_SCHEMA => DatabaseErrorScope.Statement,
        _ when exception.SqliteExtendedErrorCode == SQLITE_ABORT_ROLLBACK => DatabaseErrorScope.Transaction,

        // Locked by another connection, out of space or memory, broken file, or interrupted: it may have ended the transaction,
        // and the items after it would meet the same.
        SQLITE_INTERNAL or SQLITE_PERM or SQLITE_BUSY or SQLITE_LOCKED or SQLITE_NOMEM or SQLITE_READONLY or SQLITE_INTERRUPT or SQLITE_IOERR or SQLITE_CORRUPT
            or SQLITE_FULL or SQLITE_CANTOPEN or SQLITE_PROTOCOL or SQLITE_NOTADB or SQLITE_MISUSE => DatabaseErrorScope.Transaction,
        _ => DatabaseErrorScope.Item,
    };

    private static WriteFailureKind KindOf(SqliteException exception) => exception.SqliteExtendedErrorCode switch
    {
        SQLITE_CONSTRAINT_UNIQUE or SQLITE_CONSTRAINT_PRIMARYKEY or SQLITE_CONSTRAINT_ROWID => WriteFailureKind.UniqueViolation,
        SQLITE_CONSTRAINT_FOREIGNKEY => WriteFailureKind.ForeignKeyViolation,
        SQLITE_CONSTRAINT_CHECK => WriteFailureKind.CheckViolation,
        SQLITE_CONSTRAINT_NOTNULL => WriteFailureKind.NotNullViolation,

        // ON DELETE RESTRICT is a trigger inside SQLite; the text tells it from a trigger of the schema.
        SQLITE_CONSTRAINT_TRIGGER when ConstraintText.IsForeignKey(exception) => WriteFailureKind.RestrictViolation,

        // A value of the wrong type for a column of a STRICT table, or for a rowid; a string or blob too big.
        SqliteConstraintDatatype or SQLITE_MISMATCH or SQLITE_TOOBIG => WriteFailureKind.InvalidValue,
        _ => WriteFailureKind.Other,
    };

    private const int SqliteConstraintDatatype = SQLITE_CONSTRAINT | (12 << 8);
}
