namespace Conditional.Bulk.Contracts.Failures;

/// <summary>The facts that a failure must tell.</summary>
/// <param name="Kind">The kind of failure.</param>
/// <param name="ExceptionType">The exact type; null where it depends on which statement the database refused.</param>
public sealed record ExpectedFailure(WriteFailureKind Kind, Type? ExceptionType = null)
{
    public string? ConstraintName { get; init; }

    public string? TableName { get; init; }

    public IReadOnlyList<string> ColumnNames { get; init; } = [];

    public string? SqlState { get; init; }

    /// <summary>Compares the facts, and checks that the message can be logged: one line, and none of the secrets.</summary>
    public void Verify(WriteFailure? failure, int index, params string[] secrets)
    {
        failure.Should().NotBeNull();
        failure!.Index.Should().Be(index);
        failure.Kind.Should().Be(Kind);
        failure.Exception.Should().BeOfType(ExceptionType ?? failure.Exception.GetType());
        failure.ConstraintName.Should().Be(ConstraintName);
        failure.TableName.Should().Be(TableName);
        failure.ColumnNames.Should().Equal(ColumnNames);
        failure.SqlState.Should().Be(SqlState);
        failure.Message.Should().NotBeNullOrWhiteSpace();
        failure.Message.Should().NotContainAny(["\n", "\r", .. secrets]);
        failure.ToString().Should().Be(failure.Message);
    }
}

/// <summary>What each provider tells of each kind of database error.</summary>
public static class ExpectedFailureExtensions
{
    public static ExpectedFailure UniqueViolation(
        this TestProvider provider, string constraint, string table, params string[] columns) => new(
        WriteFailureKind.UniqueViolation, typeof(DbUpdateException))
        {
            ConstraintName = constraint,
            TableName = table,
            ColumnNames = provider.TellsUniqueColumns ? columns : [],
            SqlState = provider.SqlState("23505"),
        };

    public static ExpectedFailure ForeignKeyViolation(this TestProvider provider, string constraint, string table) => new(
        WriteFailureKind.ForeignKeyViolation, typeof(DbUpdateException))
    {
        ConstraintName = provider.TellsConstraints ? constraint : null,
        TableName = provider.TellsConstraints ? table : null,
        SqlState = provider.SqlState("23503"),
    };

    public static ExpectedFailure RestrictViolation(this TestProvider provider, string constraint, string table) =>
        provider.ForeignKeyViolation(constraint, table) with
        {
            Kind = provider.TellsRestrict ? WriteFailureKind.RestrictViolation : WriteFailureKind.ForeignKeyViolation,
            SqlState = provider.SqlState(provider.TellsRestrict ? "23001" : "23503"),
        };

    public static ExpectedFailure CheckViolation(this TestProvider provider, string constraint, string table) => new(
        WriteFailureKind.CheckViolation, typeof(DbUpdateException))
    {
        ConstraintName = constraint,
        TableName = provider.TellsConstraints ? table : null,
        SqlState = provider.SqlState("23514"),
    };

    public static ExpectedFailure NotNullViolation(this TestProvider provider, string table, string column) => new(
        WriteFailureKind.NotNullViolation, typeof(DbUpdateException))
    {
        TableName = table,
        ColumnNames = [column],
        SqlState = provider.SqlState("23502"),
    };
}
