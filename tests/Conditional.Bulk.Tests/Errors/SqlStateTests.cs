using Conditional.Bulk.Infrastructure;
using Conditional.Bulk.Tests.Unreachable;
using Npgsql;
using static Conditional.Bulk.Infrastructure.DatabaseErrorScope;
using static Conditional.Bulk.WriteFailureKind;

namespace Conditional.Bulk.Tests.Errors;

/// <summary>
/// What each class of SQLSTATE ends, and what kind of failure it is, with the single codes that are treated in another way than their class.
/// https://www.postgresql.org/docs/current/errcodes-appendix.html
/// </summary>
public sealed class SqlStateTests
{
    public static TheoryData<string, DatabaseErrorScope, WriteFailureKind> Codes => new()
    {
        { "03000", Item, Other }, // SQL statement not yet complete
        { "08000", Session, Other }, // connection exception
        { "08006", Session, Other },
        { "08P01", Session, Other },
        { "09000", Item, Other }, // triggered action exception
        { "0A000", Item, Other }, // feature not supported
        { "0B000", Item, Other }, // invalid transaction initiation
        { "0F000", Item, Other }, // locator exception
        { "0L000", Item, Other }, // invalid grantor
        { "0P000", Item, Other }, // invalid role specification
        { "0Z000", Item, Other }, // diagnostics exception
        { "10608", Item, Other }, // XQuery error
        { "20000", Item, Other }, // case not found
        { "21000", Item, Other }, // cardinality violation
        { "22000", Item, InvalidValue }, // data exception
        { "22001", Item, InvalidValue },
        { "22003", Item, InvalidValue },
        { "22021", Item, InvalidValue },
        { "22P02", Item, InvalidValue },
        { "23000", Item, Other }, // integrity constraint violation
        { "23001", Item, RestrictViolation },
        { "23502", Item, NotNullViolation },
        { "23503", Item, ForeignKeyViolation },
        { "23505", Item, UniqueViolation },
        { "23514", Item, CheckViolation },
        { "23P01", Item, ExclusionViolation },
        { "24000", Item, Other }, // invalid cursor state
        { "25001", Item, Other }, // active SQL transaction
        { "25006", Transaction, Other }, // read-only SQL transaction
        { "25P01", Transaction, Other },
        { "25P02", Transaction, Other },
        { "25P03", Transaction, Other },
        { "25P04", Transaction, Other },
        { "26000", Statement, Other }, // invalid SQL statement name
        { "27000", Item, Other }, // triggered data change violation
        { "28000", Item, Other }, // invalid authorization specification
        { "2B000", Item, Other }, // dependent privilege descriptors still exist
        { "2D000", Item, Other }, // invalid transaction termination
        { "2F000", Item, Other }, // SQL routine exception
        { "34000", Item, Other }, // invalid cursor name
        { "38000", Item, Other }, // external routine exception
        { "39000", Item, Other }, // external routine invocation exception
        { "3B000", Transaction, Other }, // savepoint exception
        { "3B001", Transaction, Other },
        { "3D000", Item, Other }, // invalid catalog name
        { "3F000", Item, Other }, // invalid schema name
        { "40000", Transaction, Other }, // transaction rollback
        { "40001", Transaction, Other },
        { "40P01", Transaction, Other },
        { "42501", Item, Other }, // insufficient privilege
        { "42601", Item, Other }, // syntax error
        { "42809", Item, Other }, // wrong object type
        { "42P01", Item, Other }, // undefined table
        { "44000", Item, Other }, // WITH CHECK OPTION violation
        { "53000", Transaction, Other }, // insufficient resources
        { "53100", Transaction, Other },
        { "54000", Item, InvalidValue }, // program limit exceeded
        { "54001", Item, InvalidValue },
        { "55000", Item, Other }, // object not in prerequisite state
        { "55P03", Item, WriteFailureKind.Timeout },
        { "55P04", Item, Other },
        { "57000", Item, Other }, // operator intervention
        { "57014", Item, WriteFailureKind.Timeout },
        { "57P01", Session, Other },
        { "57P02", Session, Other },
        { "57P03", Session, Other },
        { "57P04", Session, Other },
        { "57P05", Session, Other },
        { "58000", Transaction, Other }, // system error
        { "58030", Transaction, Other },
        { "72000", Item, Other }, // snapshot failure
        { "F0000", Transaction, Other }, // configuration file error
        { "HV000", Item, Other }, // foreign data wrapper error
        { "P0001", Item, Other }, // raised by PL/pgSQL
        { "XX000", Transaction, Other }, // internal error
        { "XX001", Transaction, Other },
        { "ZZ999", Item, Other }, // of an application
    };

    [Theory, MemberData(nameof(Codes))]
    public void Describe_SqlState_ScopeAndKind(string sqlState, DatabaseErrorScope scope, WriteFailureKind kind)
    {
        var error = Described(new PostgresException("text", "ERROR", "ERROR", sqlState));

        (error.Scope, error.Kind, error.SqlState).Should().Be((scope, scope == Item ? kind : error.Kind, sqlState));
    }

    [Theory, InlineData("FATAL"), InlineData("PANIC")]
    public void Describe_SessionEnds_SessionWhateverTheSqlState(string severity) =>
        Described(new PostgresException("text", "translated", severity, "23505")).Scope.Should().Be(Session);

    [Theory, InlineData("RevalidateCachedQuery", Statement), InlineData("CheckSelectLocking", Item), InlineData(null, Item)]
    public void Describe_FeatureNotSupported_StatementOnlyWhereItsPlanIsStale(string? routine, DatabaseErrorScope scope) =>
        Described(new PostgresException("translated", "ERROR", "ERROR", "0A000", routine: routine)).Scope.Should().Be(scope);

    [Fact]
    public void Describe_Names_AreThoseOfTheServer()
    {
        var error = Described(new PostgresException(
            "text", "ERROR", "ERROR", "23505", schemaName: "s", tableName: "t", columnName: "c", constraintName: "k"));

        error.Should().BeEquivalentTo(new DatabaseError(Item, UniqueViolation)
        {
            SchemaName = "s",
            TableName = "t",
            ColumnNames = ["c"],
            ConstraintName = "k",
            SqlState = "23505",
        });
    }

    private static DatabaseError Described(PostgresException exception)
    {
        using var context = new ShopContext(UnreachableShop.OptionsFor(Database.PostgreSql));
        return ConditionalBulkOptionsExtension.Of(context).Provider.Describe(exception, context.Model);
    }
}
