using Conditional.Bulk.Contracts.AppConfig;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests;

/// <summary>The instrument that the counts and the cut connections rely on.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlProxyTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<AppConfigContext>(provider, engine)
{
    private PostgreSqlProxy _proxy = null!;
    private NpgsqlConnection _connection = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _proxy = new PostgreSqlProxy(Database.ConnectionString);
        _connection = new NpgsqlConnection(_proxy.ConnectionString);
        await _connection.OpenAsync();
        _proxy.Clear();
    }

    public override async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _proxy.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Command_Alone_IsOneTurn()
    {
        await SendAsync("SELECT 1");
        await SendAsync("SELECT 2");

        Turns().Should().Equal("SELECT 1", "SELECT 2");
        _proxy.Turns.Select(turn => turn.Number).Should().Equal(0, 1);
    }

    [Fact]
    public async Task Batch_OfTwoCommands_IsOneTurn()
    {
        await using var batch = new NpgsqlBatch(_connection)
        {
            BatchCommands = { new NpgsqlBatchCommand("SELECT 1"), new NpgsqlBatchCommand("SELECT 2") },
        };

        await batch.ExecuteNonQueryAsync();

        Turns().Should().Equal("SELECT 1 | SELECT 2");
    }

    [Fact]
    public async Task Batch_LargerThanAnyBuffer_IsOneTurn()
    {
        await using var batch = new NpgsqlBatch(_connection);
        for (var i = 0; i < 5_000; i++) batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT repeat('x', 300), {i}"));

        await batch.ExecuteNonQueryAsync();

        _proxy.Turns.Should().ContainSingle().Which.Statements.Should().HaveCount(5_000);
    }

    [Fact]
    public async Task Command_Prepared_IsRecordedWhenExecuted()
    {
        await using var command = new NpgsqlCommand("SELECT 1", _connection);
        await command.PrepareAsync();

        await command.ExecuteNonQueryAsync();
        await command.ExecuteNonQueryAsync();

        Turns().Should().Equal("", "SELECT 1", "SELECT 1");
    }

    [Fact]
    public async Task Transaction_BeginAndSavepoint_TravelWithTheNextCommand()
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        await SendAsync("SELECT 1");
        await transaction.SaveAsync("s");
        await SendAsync("SELECT 2");
        await transaction.CommitAsync();

        Turns().Should().Equal("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED | SELECT 1", "SAVEPOINT s | SELECT 2", "COMMIT");
    }

    [Fact]
    public async Task Command_Failing_IsOneTurn()
    {
        var execute = () => SendAsync("SELECT 1/0");

        (await execute.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("22012");
        await SendAsync("SELECT 1");

        Turns().Should().Equal("SELECT 1/0", "SELECT 1");
    }

    [Theory]
    [InlineData(ProxyAction.CutBeforeRequest, 0)]
    [InlineData(ProxyAction.CutBeforeAnswer, 1)]
    public async Task Connection_Cut_ThrowsAndTheServerSawWhatItSaw(ProxyAction action, int rows)
    {
        _proxy.Decide = turn => turn.Number == 1 ? action : ProxyAction.Forward;
        await SendAsync("SELECT 1");

        var execute = () => SendAsync("INSERT INTO \"AllowList\" (\"Name\", \"Scope\") VALUES ('theme', 1)");

        (await execute.Should().ThrowAsync<NpgsqlException>()).Which.Should().NotBeOfType<PostgresException>();
        (await CommittedAsync(context => context.AllowList.CountAsync())).Should().Be(rows);
    }

    [Fact]
    public async Task Connection_Cut_TheNextOneWorks()
    {
        _proxy.Decide = turn => turn.Number == 0 ? ProxyAction.CutBeforeRequest : ProxyAction.Forward;
        var execute = () => SendAsync("SELECT 1");
        await execute.Should().ThrowAsync<NpgsqlException>();

        await _connection.CloseAsync();
        await _connection.OpenAsync();

        await SendAsync("SELECT 2");
        Turns().Should().EndWith("SELECT 2");
    }

    [Fact, Trait("Session", "direct")]
    public async Task Command_Cancelled_IsCancelledOnTheServer()
    {
        using var cancellation = new CancellationTokenSource();
        await using var command = new NpgsqlCommand("SELECT pg_sleep(600)", _connection);
        var executing = command.ExecuteNonQueryAsync(cancellation.Token);
        await PostgreSqlBackend.WaitUntilAsync(Database, _connection.ProcessID, "wait_event = 'PgSleep'");

        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => executing).Should().ThrowAsync<OperationCanceledException>();
        await SendAsync("SELECT 1");
    }

    private IEnumerable<string> Turns() => _proxy.Turns.Select(turn => string.Join(" | ", turn.Statements));

    private async Task SendAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlProxyInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlProxyTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlProxyItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlProxyTests(provider, EngineSetting.ItemByItem);
