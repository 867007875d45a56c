using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

/// <summary>The round trips of a window: one that locks and asks, one that loads, and one that writes.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class RoundTripTests(PostgreSqlTestProvider provider) : WireTests(provider)
{
    private const int Size = 1_000;

    [Fact]
    public async Task BulkConditionalCreate_ThousandItemsAndTenGates_ThreeRoundTrips()
    {
        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>([.. ItemsOf(Size).Select(Gated)], InWindows);

        result.Items.Should().HaveCount(Size).And.OnlyContain(item => item.IsSuccess);
        Shape.Should().Equal("BEGIN, SAVEPOINT, 10 x (SELECT)", "1000 x (SAVEPOINT, INSERT, RELEASE), SELECT", ProvenCommit);
        (await ScopeIdsAsync()).Should().Equal(ItemsOf(Size));
    }

    [Fact]
    public async Task WriteAsync_ThousandItemsAndTenGates_FiveRoundTrips()
    {
        var result = await NewOpsProvider(Log.Configure).WriteAsync((ops, token) => ops.BulkConditionalCreatePartialAsync<Fragment>(
            [.. ItemsOf(Size).Select(Gated)], InWindows, token));

        result.HasFailures.Should().BeFalse();
        Shape.Should().Equal(
            "BEGIN, SAVEPOINT", "SAVEPOINT, 10 x (SELECT)", "1000 x (SAVEPOINT, INSERT, RELEASE), SELECT", "RELEASE", ProvenCommit);
        (await ScopeIdsAsync()).Should().Equal(ItemsOf(Size));
    }

    [Fact]
    public async Task BulkConditionalCreate_ItemsFail_OneMoreForEachOfThem()
    {
        int[] failing = [300, 600, 999];
        var items = ItemsOf(Size).Select(i => Gated(failing.Contains(i) ? i - 1 : i));

        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>([.. items], InWindows);

        result.Failed.Select(failure => (failure.Index, failure.Kind)).Should()
            .Equal(failing.Select(i => (i, WriteFailureKind.UniqueViolation)));
        Shape.Should().Equal(
            "BEGIN, SAVEPOINT, 10 x (SELECT)",
            "1000 x (SAVEPOINT, INSERT, RELEASE), SELECT",
            "ROLLBACK TO, RELEASE, 699 x (SAVEPOINT, INSERT, RELEASE), SELECT",
            "ROLLBACK TO, RELEASE, 399 x (SAVEPOINT, INSERT, RELEASE), SELECT",
            "ROLLBACK TO, RELEASE, SELECT",
            ProvenCommit);
        (await ScopeIdsAsync()).Should().Equal(ItemsOf(Size).Except(failing));
    }

    [Fact]
    public async Task BulkConditionalCreate_ItemsRefused_NoMoreForThem()
    {
        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>(
            [.. ItemsOf(Size).Select(i => i % 4 == 1 ? Refused(i) : Gated(i))], InWindows);

        result.Failed.Select(failure => (failure.Index, failure.Kind)).Should()
            .Equal(ItemsOf(Size).Where(i => i % 4 == 1).Select(i => (i, WriteFailureKind.NotAllowed)));
        Shape.Should().Equal("BEGIN, SAVEPOINT, 15 x (SELECT)", "750 x (SAVEPOINT, INSERT, RELEASE), SELECT", ProvenCommit);
        (await ScopeIdsAsync()).Should().Equal(ItemsOf(Size).Where(i => i % 4 != 1));
    }

    [Fact]
    public async Task BulkConditionalCreate_EveryItemRefused_NothingIsWritten()
    {
        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>([Refused(0), Refused(1)], InWindows);

        result.Failed.Should().HaveCount(2);
        Shape.Should().Equal("BEGIN, SAVEPOINT, 2 x (SELECT)", "SELECT", ProvenCommit);
        (await ScopeIdsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task BulkUpdate_ThousandItems_LockedTogetherLoadedByOneQuery()
    {
        var seeded = await SeedFragmentsAsync();

        var result = await Ops.BulkUpdatePartialAsync(
            seeded.Select(row => new Updater<Fragment>(UpdaterSpec.For<Fragment>(fragment => fragment.Document = fragment.ScopeId), row.Id)),
            InWindows);

        result.HasFailures.Should().BeFalse();
        Shape.Should().Equal(
            "BEGIN, SAVEPOINT, 1000 x (SELECT)", "SELECT", "1000 x (SAVEPOINT, UPDATE, RELEASE), SELECT", ProvenCommit);
        (await RowsAsync<Fragment>()).Should().HaveCount(Size + 1).And.OnlyContain(row => row.ScopeId == "-1" || row.Document == row.ScopeId);
    }

    [Fact]
    public async Task BulkPurge_ThousandItems_LockedTogetherLoadedByOneQuery()
    {
        var seeded = await SeedFragmentsAsync();

        var result = await Ops.BulkPurgePartialAsync(seeded.Select(row => new Purger<Fragment>(row.Id)), InWindows);

        result.Succeeded.Should().BeEquivalentTo(seeded);
        Shape.Should().Equal(
            "BEGIN, SAVEPOINT, 1000 x (SELECT)", "SELECT", "1000 x (SAVEPOINT, DELETE, RELEASE), SELECT", ProvenCommit);
        (await ScopeIdsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task BulkCreate_SecondWindow_OpensWithTheReleaseOfTheFirst()
    {
        await Ops.BulkCreatePartialAsync(ItemsOf(4).Select(Spec), new BulkOptions { ItemsPerWindow = 2 });

        Log.RoundTrips.Select(turn => turn[0]).Should().Equal(
            "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED",
            "SAVEPOINT conditional_bulk_item",
            "RELEASE SAVEPOINT conditional_bulk_window",
            "SAVEPOINT conditional_bulk_item",
            "SAVEPOINT conditional_bulk_alive");
    }

    private async Task<List<Fragment>> SeedFragmentsAsync()
    {
        List<Fragment> rows = [.. ItemsOf(Size).Select(i => new Fragment { Name = "seeded", ScopeId = $"{i}", Document = "{}" })];
        await SeedAsync([.. rows]);
        return rows;
    }

    /// <summary>In the order in which the rows were written.</summary>
    private Task<List<int>> ScopeIdsAsync() => CommittedAsync(context => context.Fragments.Where(row => row.ScopeId != "-1")
        .OrderBy(row => row.Id).Select(row => Convert.ToInt32(row.ScopeId)).ToListAsync());
}
