using Conditional.Bulk.Contracts.AppConfig;
using Npgsql;
using Xunit.Abstractions;

namespace Conditional.Bulk.PostgreSQL.Tests.Faults;

/// <summary>
/// Loses the connection at every round trip of a call, in every way: before the server got it, after the server carried it out, and
/// because the server ended the session. Whatever the call says then must be what the database holds.
/// </summary>
[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public abstract class FaultSweepTests(PostgreSqlTestProvider provider, EngineSetting engine, ITestOutputHelper output)
    : ContractTests<AppConfigContext>(provider, engine)
{
    private const string ApplicationName = "fault-sweep";

    private PostgreSqlProxy _proxy = null!;

    public enum Fault
    {
        CutBeforeRequest,
        CutBeforeAnswer,
        Terminate,
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(new AllowListEntry { Name = "open", Scope = Scope.Public });
        _proxy = new PostgreSqlProxy(
            new NpgsqlConnectionStringBuilder(Database.ConnectionString) { ApplicationName = ApplicationName }.ConnectionString);
    }

    public override async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData(Fault.CutBeforeRequest)]
    [InlineData(Fault.CutBeforeAnswer)]
    [InlineData(Fault.Terminate)]
    public async Task BulkCreate_ConnectionLostAtEveryStep_ThrowsAndKeepsNothing(Fault fault)
    {
        var steps = await CountStepsAsync(WriteAsync);
        for (var step = 0; step < steps; step++)
        {
            InjectAt(step, fault);

            var result = await OutcomeAsync(WriteAsync);

            // The answer to COMMIT, the last round trip, can be looked up; whatever came before it is lost with the connection.
            var committed = step == steps - 1 && fault == Fault.CutBeforeAnswer;
            (result is not null).Should().Be(committed, $"the connection was lost at step {step} of {steps}");
            await VerifyRowsAsync(committed, step);
        }

        output.WriteLine($"{steps} injection points ({fault})");
    }

    [Theory]
    [InlineData(Fault.CutBeforeRequest)]
    [InlineData(Fault.CutBeforeAnswer)]
    [InlineData(Fault.Terminate)]
    public async Task WriteAsync_RetryingStrategyAndConnectionLostAtEveryStep_WritesOnce(Fault fault)
    {
        var steps = await CountStepsAsync(WriteInProviderAsync);
        for (var step = 0; step < steps; step++)
        {
            InjectAt(step, fault);

            var result = await WriteInProviderAsync();

            FaultBatch.Small.VerifyResult(result);
            await VerifyRowsAsync(committed: true, step);
        }

        output.WriteLine($"{steps} injection points ({fault}), with retries");
    }

    [Fact]
    public async Task WriteAsync_AnswerToCommitLostAndServerOutOfReach_OutcomeIsUnknownAndNotRetried()
    {
        var steps = await CountStepsAsync(WriteInProviderAsync);
        _proxy.Clear();
        _proxy.Decide = turn => turn.Number < steps - 1 ? ProxyAction.Forward : ProxyAction.CutBeforeAnswer;

        await FluentActions.Awaiting(WriteInProviderAsync).Should().ThrowAsync<CommitOutcomeUnknownException>();

        await VerifyRowsAsync(committed: true, steps - 1);
    }

    private async Task<BulkResult<Fragment>> WriteAsync()
    {
        await using var context = new AppConfigContext(ProxiedOptions(retries: false));
        return await new WriteOps<AppConfigContext>(context).BulkConditionalCreatePartialAsync(FaultBatch.Small.Create());
    }

    private Task<BulkResult<Fragment>> WriteInProviderAsync() => new DbOpsProvider<AppConfigContext>(new Contexts(ProxiedOptions(retries: true)))
        .WriteAsync((ops, ct) => ops.BulkConditionalCreatePartialAsync(FaultBatch.Small.Create(), cancellationToken: ct));

    private DbContextOptions<AppConfigContext> ProxiedOptions(bool retries) => new DbContextOptionsBuilder<AppConfigContext>()
        .UseNpgsql(_proxy.ConnectionString, npgsql =>
        {
            npgsql.UseConditionalBulk(Engine.Defaults);
            if (retries) npgsql.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(10), null);
        })
        .Options;

    private async Task<int> CountStepsAsync(Func<Task<BulkResult<Fragment>>> write)
    {
        // The first connection of a pool also loads the server's types.
        await write();
        await DeleteFragmentsAsync();
        _proxy.Clear();
        FaultBatch.Small.VerifyResult(await write());
        await DeleteFragmentsAsync();
        return _proxy.Turns.Count;
    }

    private void InjectAt(int step, Fault fault)
    {
        _proxy.Clear();
        _proxy.Decide = turn =>
        {
            if (turn.Number != step) return ProxyAction.Forward;
            if (fault == Fault.Terminate) TerminateSessions();
            return fault switch
            {
                Fault.CutBeforeRequest => ProxyAction.CutBeforeRequest,
                Fault.CutBeforeAnswer => ProxyAction.CutBeforeAnswer,
                _ => ProxyAction.Forward,
            };
        };
    }

    private void TerminateSessions()
    {
        using var connection = new NpgsqlConnection(Database.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(
            $"SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE application_name = '{ApplicationName}'", connection);
        command.ExecuteNonQuery();
    }

    /// <summary>The result, or null if the call threw.</summary>
    private static async Task<BulkResult<Fragment>?> OutcomeAsync(Func<Task<BulkResult<Fragment>>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Checks the rows of the call, and that the next call works.</summary>
    private async Task VerifyRowsAsync(bool committed, int step)
    {
        _proxy.Decide = null;
        var names = await CommittedAsync(context => context.Fragments.OrderBy(row => row.Id).Select(row => row.Name).ToListAsync());
        names.Should().Equal(committed ? FaultBatch.Small.Written : [], $"of the fault at step {step}");

        await DeleteFragmentsAsync();
        FaultBatch.Small.VerifyResult(await WriteAsync());
        await DeleteFragmentsAsync();
    }

    private Task<int> DeleteFragmentsAsync() => CommittedAsync(context => context.Fragments.ExecuteDeleteAsync());

    private sealed class Contexts(DbContextOptions<AppConfigContext> options) : IDbContextFactory<AppConfigContext>
    {
        public AppConfigContext CreateDbContext() => new(options);
    }
}

[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public sealed class FaultSweepInWindowsTests(PostgreSqlTestProvider provider, ITestOutputHelper output)
    : FaultSweepTests(provider, EngineSetting.InWindowsOfTwo, output);

[Collection(PostgreSqlItemByItemCollection.Name), Trait("Session", "direct")]
public sealed class FaultSweepItemByItemTests(PostgreSqlTestProvider provider, ITestOutputHelper output)
    : FaultSweepTests(provider, EngineSetting.ItemByItem, output);
