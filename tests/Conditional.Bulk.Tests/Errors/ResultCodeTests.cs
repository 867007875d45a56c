using Conditional.Bulk.Infrastructure;
using Conditional.Bulk.Tests.Unreachable;
using Microsoft.Data.Sqlite;
using static Conditional.Bulk.Infrastructure.DatabaseErrorScope;
using static Conditional.Bulk.WriteFailureKind;

namespace Conditional.Bulk.Tests.Errors;

/// <summary>What each result code of SQLite ends, and what kind of failure it is. https://www.sqlite.org/rescode.html</summary>
public sealed class ResultCodeTests
{
    public static TheoryData<int, DatabaseErrorScope, WriteFailureKind> Codes => new()
    {
        { 1, Item, Other }, // ERROR
        { 2, Transaction, Other }, // INTERNAL
        { 3, Transaction, Other }, // PERM
        { 4, Item, Other }, // ABORT
        { 4 | (2 << 8), Transaction, Other }, // ABORT_ROLLBACK
        { 5, Transaction, Other }, // BUSY
        { 6, Transaction, Other }, // LOCKED
        { 7, Transaction, Other }, // NOMEM
        { 8, Transaction, Other }, // READONLY
        { 9, Transaction, Other }, // INTERRUPT
        { 10, Transaction, Other }, // IOERR
        { 11, Transaction, Other }, // CORRUPT
        { 12, Item, Other }, // NOTFOUND
        { 13, Transaction, Other }, // FULL
        { 14, Transaction, Other }, // CANTOPEN
        { 15, Transaction, Other }, // PROTOCOL
        { 17, Statement, Other }, // SCHEMA
        { 18, Item, InvalidValue }, // TOOBIG
        { 19, Item, Other }, // CONSTRAINT
        { 19 | (1 << 8), Item, CheckViolation },
        { 19 | (2 << 8), Item, Other }, // COMMITHOOK
        { 19 | (3 << 8), Item, ForeignKeyViolation },
        { 19 | (4 << 8), Item, Other }, // FUNCTION
        { 19 | (5 << 8), Item, NotNullViolation },
        { 19 | (6 << 8), Item, UniqueViolation }, // PRIMARYKEY
        { 19 | (7 << 8), Item, Other }, // TRIGGER
        { 19 | (8 << 8), Item, UniqueViolation },
        { 19 | (9 << 8), Item, Other }, // VTAB
        { 19 | (10 << 8), Item, UniqueViolation }, // ROWID
        { 19 | (11 << 8), Item, Other }, // PINNED
        { 19 | (12 << 8), Item, InvalidValue }, // DATATYPE
        { 20, Item, InvalidValue }, // MISMATCH
        { 21, Transaction, Other }, // MISUSE
        { 23, Item, Other }, // AUTH
        { 25, Item, Other }, // RANGE
        { 26, Transaction, Other }, // NOTADB
    };

    [Theory, MemberData(nameof(Codes))]
    public void Describe_ResultCode_ScopeAndKind(int code, DatabaseErrorScope scope, WriteFailureKind kind)
    {
        using var context = new ShopContext(UnreachableShop.OptionsFor(Database.Sqlite));

        var error = ConditionalBulkOptionsExtension.Of(context).Provider.Describe(new SqliteException("text", code & 0xff, code), context.Model);

        (error.Scope, error.Kind).Should().Be((scope, kind));
    }

    [Fact]
    public void Describe_TriggerOfForeignKey_RestrictViolation()
    {
        using var context = new ShopContext(UnreachableShop.OptionsFor(Database.Sqlite));
        var exception = new SqliteException("SQLite Error 19: 'FOREIGN KEY constraint failed'.", 19, 19 | (7 << 8));

        ConditionalBulkOptionsExtension.Of(context).Provider.Describe(exception, context.Model).Kind.Should().Be(RestrictViolation);
    }
}
