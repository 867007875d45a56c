using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.IntegrationTests.Failures;

/// <summary>Values that a value converter does not take.</summary>
public abstract class InvalidValueTests(TestProvider provider) : FailureMatrixTests(provider)
{
    private static readonly ExpectedFailure s_invalid = new(WriteFailureKind.InvalidValue, typeof(DbUpdateException));

    [Theory, Positions]
    public Task Create_ConverterThrows_InvalidValue(int position) =>
        CreateFailsAsync(position, s_invalid, Create(item => item.Rating = SecretNumber));

    [Theory, Positions]
    public Task Update_ConverterThrows_InvalidValue(int position) =>
        UpdateFailsAsync(position, s_invalid, Update(Key(position), item => item.Rating = SecretNumber));
}

public sealed class SqliteInvalidValueTests() : InvalidValueTests(SqliteTestProvider.Instance)
{
    /// <summary>The column takes text in the model, and only integers in the table.</summary>
    [Theory, Positions]
    public async Task Create_TypeOfStrictTable_InvalidValue(int position)
    {
        await ExecuteAsync("""
            DROP TABLE "Audit";
            CREATE TABLE "Audit" ("Id" INTEGER NOT NULL PRIMARY KEY, "Verb" TEXT NOT NULL, "Code" INTEGER NOT NULL) STRICT;
            """);
        var codes = Enumerable.Range(0, 5).Select(i => i == position ? Secret : $"{i}").ToList();
        var specs = codes.Select(code => CreatorSpec.For(() => new AuditRow { Verb = "verb", Code = code }));

        var result = await NewOps().BulkCreatePartialAsync(specs);

        var failure = result.Failed.Should().ContainSingle().Subject;
        new ExpectedFailure(WriteFailureKind.InvalidValue, typeof(DbUpdateException)).Verify(failure, position, Secret);
        failure.Exception.InnerException.Should().BeOfType<SqliteException>();
        var rows = await CommittedAsync(
            context => context.Database.SqlQuery<int>($"SELECT Code AS Value FROM Audit").ToListAsync());
        rows.Should().BeEquivalentTo(codes.Except([Secret]).Select(int.Parse));
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlInvalidValueTests(PostgreSqlTestProvider provider) : InvalidValueTests(provider)
{
    /// <summary>The driver refuses the value before it sends anything.</summary>
    private static readonly ExpectedFailure s_refusedByDriver = new(WriteFailureKind.InvalidValue, typeof(DbUpdateException));

    [Theory, Positions]
    public Task Create_TextTooLong_InvalidValue(int position) =>
        CreateFailsAsync(position, RefusedByServer("22001"), Create(item => item.Brief = $"{Secret} {Secret}"));

    [Theory, Positions]
    public Task Update_TextTooLong_InvalidValue(int position) =>
        UpdateFailsAsync(position, RefusedByServer("22001"), Update(Key(position), item => item.Brief = $"{Secret} {Secret}"));

    [Theory, Positions]
    public Task Create_NumberOutOfRange_InvalidValue(int position) =>
        CreateFailsAsync(position, RefusedByServer("22003"), Create(item => item.Price = SecretNumber * 10m));

    [Theory, Positions]
    public Task Update_NumberOutOfRange_InvalidValue(int position) =>
        UpdateFailsAsync(position, RefusedByServer("22003"), Update(Key(position), item => item.Price = SecretNumber * 10m));

    /// <summary>54000, program limit exceeded: nothing of it can be in an index.</summary>
    [Theory, Positions]
    public Task Create_TooLongForItsIndex_InvalidValue(int position) => CreateFailsAsync(
        position,
        RefusedByServer("54000") with { ConstraintName = "ux_items_code", TableName = "Items" },
        Create(item => item.Code = Secret + string.Concat(Enumerable.Range(0, 150).Select(_ => Guid.NewGuid().ToString("N")))));

    [Theory, Positions]
    public Task Create_NulCharacter_InvalidValue(int position) =>
        CreateFailsAsync(position, RefusedByServer("22021"), Create(item => item.Note = $"{Secret}\0"));

    [Theory, Positions]
    public Task Update_NulCharacter_InvalidValue(int position) =>
        UpdateFailsAsync(position, RefusedByServer("22021"), Update(Key(position), item => item.Note = $"{Secret}\0"));

    [Theory, Positions]
    public Task Create_LoneSurrogate_InvalidValue(int position) =>
        CreateFailsAsync(position, s_refusedByDriver, Create(item => item.Note = $"{Secret}\ud800"));

    [Theory, Positions]
    public Task Update_LoneSurrogate_InvalidValue(int position) =>
        UpdateFailsAsync(position, s_refusedByDriver, Update(Key(position), item => item.Note = $"{Secret}\ud800"));

    [Theory, Positions]
    public Task Create_LocalTime_InvalidValue(int position) =>
        CreateFailsAsync(position, s_refusedByDriver, Create(item => item.CheckedAt = LocalTime()));

    [Theory, Positions]
    public Task Update_LocalTime_InvalidValue(int position) =>
        UpdateFailsAsync(position, s_refusedByDriver, Update(Key(position), item => item.CheckedAt = LocalTime()));

    private static DateTime LocalTime() => new(SecretNumber, 1, 1, 0, 0, 0, DateTimeKind.Local);

    private static ExpectedFailure RefusedByServer(string sqlState) => s_refusedByDriver with { SqlState = sqlState };
}
