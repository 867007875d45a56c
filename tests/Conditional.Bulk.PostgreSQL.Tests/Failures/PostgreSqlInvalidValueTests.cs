using Conditional.Bulk.Contracts.Failures;

namespace Conditional.Bulk.PostgreSQL.Tests.Failures;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlInvalidValueTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : InvalidValueTests(provider, engine)
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

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlInvalidValueInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlInvalidValueTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlInvalidValueItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlInvalidValueTests(provider, EngineSetting.ItemByItem);
