using Conditional.Bulk.Contracts.AppConfig;
using Xunit.Abstractions;

namespace Conditional.Bulk.PostgreSQL.Tests.Faults;

/// <summary>Cancels a call at every one of its round trips, in the caller's transaction and in its own.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class CancellationSweepTests(PostgreSqlTestProvider provider, EngineSetting engine, ITestOutputHelper output)
    : ContractTests<AppConfigContext>(provider, engine)
{
    private const int EnoughPoints = 20;

    private PostgreSqlProxy _proxy = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(new AllowListEntry { Name = "open", Scope = Scope.Public });
        _proxy = new PostgreSqlProxy(Database.ConnectionString);
    }

    public override async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task BulkCreate_CancelledAtEveryStepOfItsOwnTransaction_KeepsAllOrNothing()
    {
        await using var context = NewProxiedContext();
        var ops = new WriteOps<AppConfigContext>(context);
        var steps = await CountStepsAsync(token => WriteAsync(ops, token));
        var cancelled = 0;
        for (var step = 0; step < steps; step++)
        {
            var result = await CancelAtAsync(step, token => WriteAsync(ops, token));

            if (result is null) cancelled++;
            (await NamesAsync()).Should().Equal(result is null ? [] : FaultBatch.Large.Written, $"it was cancelled at step {step}");
            await DeleteFragmentsAsync();
        }

        cancelled.Should().BeGreaterThan(EnoughPoints);
        output.WriteLine($"{steps} injection points, {cancelled} calls cancelled");
    }

    [Fact]
    public async Task BulkCreate_CancelledAtEveryStepInTheCallersTransaction_TransactionGoesOn()
    {
        await using var context = NewProxiedContext();
        var ops = new WriteOps<AppConfigContext>(context);
        var steps = await CountStepsAsync(token => WriteJoinedAsync(ops, token));
        var cancelled = 0;
        for (var step = 1; step < steps - 1; step++)
        {
            await using (var transaction = await context.Database.BeginTransactionAsync())
            {
                await AddAsync(context, "before");
                var result = await CancelAtAsync(step, token => WriteAsync(ops, token));
                if (result is null) cancelled++;
                await AddAsync(context, "after");
                await transaction.CommitAsync();

                (await NamesAsync()).Should().Equal(
                    ["before", .. result is null ? [] : FaultBatch.Large.Written, "after"], $"it was cancelled at step {step}");
            }

            await DeleteFragmentsAsync();
        }

        cancelled.Should().BeGreaterThan(EnoughPoints);
        output.WriteLine($"{steps - 2} injection points, {cancelled} calls cancelled");
    }

    private AppConfigContext NewProxiedContext() => new(new DbContextOptionsBuilder<AppConfigContext>()
        .UseNpgsql(_proxy.ConnectionString, npgsql => npgsql.UseConditionalBulk(Engine.Defaults))
        .Options);

    private static Task<BulkResult<Fragment>> WriteAsync(WriteOps<AppConfigContext> ops, CancellationToken cancellationToken) =>
        ops.BulkConditionalCreatePartialAsync(FaultBatch.Large.Create(), cancellationToken: cancellationToken);

    private static async Task<BulkResult<Fragment>> WriteJoinedAsync(
        WriteOps<AppConfigContext> ops, CancellationToken cancellationToken)
    {
        await using var transaction = await ops.Context.Database.BeginTransactionAsync(cancellationToken);
        var result = await WriteAsync(ops, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private async Task<int> CountStepsAsync(Func<CancellationToken, Task<BulkResult<Fragment>>> write)
    {
        await write(CancellationToken.None);
        await DeleteFragmentsAsync();
        _proxy.Clear();
        FaultBatch.Large.VerifyResult(await write(CancellationToken.None));
        await DeleteFragmentsAsync();
        return _proxy.Turns.Count;
    }

    /// <returns>The result, or null if the call was cancelled, which it says with the caller's token.</returns>
    private async Task<BulkResult<Fragment>?> CancelAtAsync(int step, Func<CancellationToken, Task<BulkResult<Fragment>>> write)
    {
        using var cancellation = new CancellationTokenSource();
        var cancelling = Task.CompletedTask;
        _proxy.Clear();
        _proxy.Decide = turn =>
        {
            // The driver asks the server to cancel from within Cancel, and may first wait for an answer that comes through here.
            if (turn.Number == step) cancelling = Task.Run(cancellation.Cancel);
            return ProxyAction.Forward;
        };
        try
        {
            var result = await write(cancellation.Token);
            FaultBatch.Large.VerifyResult(result);
            return result;
        }
        catch (OperationCanceledException exception)
        {
            exception.CancellationToken.Should().Be(cancellation.Token);
            return null;
        }
        finally
        {
            _proxy.Decide = null;
            await cancelling;
        }
    }

    private static async Task AddAsync(AppConfigContext context, string name)
    {
        context.Fragments.Add(new Fragment { Name = name, Document = "{}" });
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
    }

    private Task<List<string>> NamesAsync() =>
        CommittedAsync(context => context.Fragments.OrderBy(row => row.Id).Select(row => row.Name).ToListAsync());

    private Task<int> DeleteFragmentsAsync() => CommittedAsync(context => context.Fragments.ExecuteDeleteAsync());
}

[Collection(PostgreSqlCollection.Name)]
public sealed class CancellationSweepInWindowsTests(PostgreSqlTestProvider provider, ITestOutputHelper output)
    : CancellationSweepTests(provider, EngineSetting.InWindowsOfTwo, output);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class CancellationSweepItemByItemTests(PostgreSqlTestProvider provider, ITestOutputHelper output)
    : CancellationSweepTests(provider, EngineSetting.ItemByItem, output);
