using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.Contracts.Transactions;

/// <summary>BulkOptions.Progress: told after each item, and what it throws ends the call.</summary>
public abstract class ProgressTests(TestProvider provider, EngineSetting engine) : TransactionTests(provider, engine)
{
    [Fact]
    public async Task BulkConditionalCreate_MixedOutcomes_ReportsEachItemOnce()
    {
        var reports = new List<BulkProgress>();

        await NewOps().BulkConditionalCreatePartialAsync<Fragment>(
            [
                Spec("a").OnlyIf(Granted),
                Spec("b").OnlyIf(!Granted),
                Spec("a").OnlyIf(Granted),
                Spec("c", () => throw new InvalidTimeZoneException()).OnlyIf(Granted),
                Spec("d").OnlyIf(Granted),
            ],
            new BulkOptions { Progress = new Handler(reports.Add) });

        reports.Should().Equal(
            new BulkProgress(1, 1, 0, 5), new BulkProgress(2, 1, 1, 5), new BulkProgress(3, 1, 2, 5), new BulkProgress(4, 1, 3, 5),
            new BulkProgress(5, 2, 3, 5));
    }

    [Fact]
    public async Task BulkUpdateAndPurge_MissingRow_ReportsEachItemOnce()
    {
        var ops = NewOps();
        var row = await ops.CreateAsync(Spec("a"));
        var reports = new List<BulkProgress>();
        var options = new BulkOptions { Progress = new Handler(reports.Add) };
        var apply = UpdaterSpec.For<Fragment>(fragment => fragment.Document = "new");

        await ops.BulkUpdatePartialAsync([new Updater<Fragment>(apply, int.MaxValue), new Updater<Fragment>(apply, row.Id)], options);
        await ops.BulkPurgePartialAsync([new Purger<Fragment>(row.Id), new Purger<Fragment>(row.Id)], options);

        reports.Should().Equal(
            new BulkProgress(1, 0, 1, 2), new BulkProgress(2, 1, 1, 2), new BulkProgress(1, 1, 0, 2), new BulkProgress(2, 1, 1, 2));
    }

    [Fact]
    public async Task BulkCreate_EmptyBatch_ReportsNothing()
    {
        var reports = new List<BulkProgress>();

        await NewOps().BulkCreatePartialAsync<Fragment>([], new BulkOptions { Progress = new Handler(reports.Add) });

        reports.Should().BeEmpty();
    }

    [Fact]
    public async Task BulkCreate_DefaultOfTheContext_IsTold()
    {
        var reports = new List<BulkProgress>();
        var ops = NewOps(options => Database.Configure(options, new BulkOptions { Progress = new Handler(reports.Add) }));

        await ops.BulkCreatePartialAsync([Spec("a")]);
        await ops.BulkCreatePartialAsync([Spec("b")], new BulkOptions { ItemsPerSavepoint = 2 });

        reports.Should().Equal(new BulkProgress(1, 1, 0, 1), new BulkProgress(1, 1, 0, 1));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 1, 3)]
    [InlineData(1, 1000, 3)]
    [InlineData(2, 1000, 3)]
    [InlineData(3, 1000, 3)]
    public async Task BulkCreate_HandlerThrows_EndsTheCallAndKeepsNothing(int done, int itemsPerWindow, int expectedBuilt)
    {
        var ops = NewOps();
        var built = 0;

        var create = () => ops.BulkCreatePartialAsync(
            [Spec("a", () => built++), Spec("a", () => built++), Spec("b", () => built++)],
            ThrowAfter(done) with { ItemsPerWindow = itemsPerWindow });

        await create.Should().ThrowAsync<InvalidTimeZoneException>();
        built.Should().Be(expectedBuilt, "a window runs its specs before its first item is done");
        (await NamesAsync()).Should().BeEmpty();
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal("after");
    }

    [Fact]
    public async Task BulkCreate_JoinedAndHandlerThrows_TheRestOfTheTransactionIsUsable()
    {
        var ops = NewOps();
        await using var transaction = await ops.Context.Database.BeginTransactionAsync();
        await WriteAsync(ops.Context, "before");

        var create = () => ops.BulkCreatePartialAsync([Spec("a"), Spec("b")], ThrowAfter(2));

        await create.Should().ThrowAsync<InvalidTimeZoneException>();
        await WriteAsync(ops.Context, "after");
        await transaction.CommitAsync();
        (await NamesAsync()).Should().Equal("before", "after");
    }

    private static BulkOptions ThrowAfter(int done) => new()
    {
        Progress = new Handler(progress =>
        {
            if (progress.Done == done) throw new InvalidTimeZoneException();
        }),
    };

    private sealed class Handler(Action<BulkProgress> report) : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => report(value);
    }
}
