using Conditional.Bulk.Contracts.AppConfig;
using Conditional.Bulk.Contracts.Transactions;

namespace Conditional.Bulk.PostgreSQL.Tests.Transactions;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlCancellationTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : CancellationTests(provider, engine)
{
    [Fact]
    public async Task BulkConditionalCreate_CancelledWhileAGateWaits_KeepsNothing()
    {
        var ops = NewOps();
        await ops.Context.Database.OpenConnectionAsync();

        await CancelBlockedBatchAsync(ops);

        (await NamesAsync()).Should().BeEmpty();
        await ops.CreateAsync(Spec("after").OnlyIf(Granted));
        (await NamesAsync()).Should().Equal("after");
    }

    [Fact]
    public async Task BulkConditionalCreate_JoinedAndCancelledWhileAGateWaits_CallerWritesOneMoreRowAndCommits()
    {
        var ops = NewOps();
        await using var transaction = await ops.Context.Database.BeginTransactionAsync();
        await WriteAsync(ops.Context, "before");

        await CancelBlockedBatchAsync(ops);

        await WriteAsync(ops.Context, "after");
        await transaction.CommitAsync();
        (await NamesAsync()).Should().Equal("before", "after");
    }

    /// <summary>Another session holds the gates' table; the batch is cancelled once the server says that it waits.</summary>
    private async Task CancelBlockedBatchAsync(WriteOps<AppConfigContext> ops)
    {
        await using var blocker = NewContext();
        await using var blocking = await blocker.Database.BeginTransactionAsync();
        await blocker.Database.ExecuteSqlRawAsync("LOCK TABLE \"AllowList\" IN ACCESS EXCLUSIVE MODE");
        using var cancellation = new CancellationTokenSource();

        var running = ops.BulkConditionalCreatePartialAsync<Fragment>(
            [Spec("a").OnlyIf(OnlyIf.NotExists<Fragment>(row => row.Name == "")), Spec("b").OnlyIf(Granted)], cancellationToken: cancellation.Token);
        await PostgreSqlBackend.WaitUntilBlockedAsync(Database);
        await cancellation.CancelAsync();

        await AssertCancelledAsync(() => running, cancellation.Token);
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlCancellationInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlCancellationTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlCancellationItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlCancellationTests(provider, EngineSetting.ItemByItem);
