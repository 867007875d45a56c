using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.Contracts.Transactions;

/// <summary>A cancelled call carries the caller's token, keeps nothing, and leaves the caller's transaction and connection usable.</summary>
public abstract class CancellationTests(TestProvider provider, EngineSetting engine) : TransactionTests(provider, engine)
{
    [Fact]
    public async Task Verbs_AlreadyCancelled_ThrowBeforeAnyIO()
    {
        await using var log = await Database.OpenLogAsync();
        var ops = NewOps(log.Configure);
        var cancelled = new CancellationToken(canceled: true);
        var updater = new Updater<Fragment>(UpdaterSpec.For<Fragment>(_ => { }), 1);

        await AssertCancelledAsync(() => ops.CreateAsync(Spec("a"), cancelled), cancelled);
        await AssertCancelledAsync(() => ops.UpdateAsync(updater.OnlyIf(Granted), cancelled), cancelled);
        await AssertCancelledAsync(() => ops.PurgeAsync(new Purger<Fragment>(1), cancelled), cancelled);
        await AssertCancelledAsync(() => ops.BulkCreatePartialAsync([Spec("a")], cancellationToken: cancelled), cancelled);
        await AssertCancelledAsync(() => ops.BulkUpdatePartialAsync([updater], cancellationToken: cancelled), cancelled);
        await AssertCancelledAsync(() => ops.ExistsAsync(Granted, cancelled), cancelled);
        await AssertCancelledAsync(
            () => NewOpsProvider(log.Configure).WriteAsync((inner, token) => inner.CreateAsync(Spec("a"), token), cancelled), cancelled);

        log.Statements.Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task BulkCreate_CancelledInBuildEntity_KeepsNothing(int item)
    {
        var ops = NewOps();
        using var cancellation = new CancellationTokenSource();

        await AssertCancelledAsync(
            () => ops.BulkCreatePartialAsync(Specs(item, cancellation), cancellationToken: cancellation.Token), cancellation.Token);

        (await NamesAsync()).Should().BeEmpty();
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal("after");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task BulkCreate_JoinedAndCancelledInBuildEntity_CallerWritesOneMoreRowAndCommits(int item)
    {
        var ops = NewOps();
        using var cancellation = new CancellationTokenSource();
        await using var transaction = await ops.Context.Database.BeginTransactionAsync();
        await WriteAsync(ops.Context, "before");

        await AssertCancelledAsync(
            () => ops.BulkCreatePartialAsync(Specs(item, cancellation), cancellationToken: cancellation.Token), cancellation.Token);

        await WriteAsync(ops.Context, "after");
        await transaction.CommitAsync();
        (await NamesAsync()).Should().Equal("before", "after");
    }

    [Fact]
    public async Task Update_CancelledInAnApplyThatChangesNothing_Throws()
    {
        var ops = NewOps();
        var row = await ops.CreateAsync(Spec("a"));
        using var cancellation = new CancellationTokenSource();
        var apply = UpdaterSpec.For<Fragment>(_ => cancellation.Cancel());

        await AssertCancelledAsync(() => ops.UpdateAsync(new Updater<Fragment>(apply, row.Id), cancellation.Token), cancellation.Token);
    }

    [Fact]
    public async Task BulkCreate_SpecThrowsForATokenOfItsOwn_IsThatItemsFailure()
    {
        var other = new CancellationToken(canceled: true);

        var result = await NewOps().BulkCreatePartialAsync([Spec("a", other.ThrowIfCancellationRequested), Spec("b")]);

        result.Items[0].Failure!.Kind.Should().Be(WriteFailureKind.SpecFailed);
        (await NamesAsync()).Should().Equal("b");
    }

    protected static async Task AssertCancelledAsync(Func<Task> call, CancellationToken token) =>
        (await call.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(token);

    private static IEnumerable<CreatorSpec<Fragment>> Specs(int cancelledIn, CancellationTokenSource cancellation) =>
        Enumerable.Range(0, 5).Select(i => i == cancelledIn ? Spec($"{i}", cancellation.Cancel) : Spec($"{i}"));
}
