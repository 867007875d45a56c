using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

/// <summary>The round trips of a window: one that locks, asks and reads the catalogue, one that loads, and one that writes.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class RoundTripTests(PostgreSqlTestProvider provider) : WireTests(provider)
{
    private const int Size = 1_000;

    /// <summary>Locks the table, and asks the catalogue: of the table, and of the locks.</summary>
    private const string Open = "BEGIN, SAVEPOINT, LOCK, 5 x (WITH)";

    [Fact]
    public async Task BulkConditionalCreate_ThousandItemsAndTenGates_ThreeRoundTrips()
    {
        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>([.. ItemsOf(Size).Select(Gated)], InWindows);

        result.Items.Should().HaveCount(Size).And.OnlyContain(item => item.IsSuccess);
        Shape.Should().Equal($"{Open}, 12 x (SELECT)", "SAVEPOINT, INSERT", ProvenCommit);
        (await ScopeIdsAsync()).Should().Equal(ItemsOf(Size));
    }

    [Fact]
    public async Task WriteAsync_ThousandItemsAndTenGates_AtMostFiveRoundTrips()
    {
        var result = await NewOpsProvider(Log.Configure).WriteAsync((ops, token) => ops.BulkConditionalCreatePartialAsync<Fragment>(
            [.. ItemsOf(Size).Select(Gated)], InWindows, token));

        result.HasFailures.Should().BeFalse();
        Shape.Should().HaveCountLessThanOrEqualTo(5).And.EndWith(ProvenCommit);
        (await ScopeIdsAsync()).Should().Equal(ItemsOf(Size));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(5)]
    public async Task BulkConditionalCreate_ItemsFail_AtMostTwelveRoundTrips(int every)
    {
        int[] failing = [.. ItemsOf(Size).Where(i => i % every == every - 1)];
        var items = ItemsOf(Size).Select(i => Gated(failing.Contains(i) ? i - 1 : i));

        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>([.. items], InWindows);

        result.Failed.Select(failure => (failure.Index, failure.Kind)).Should()
            .Equal(failing.Select(i => (i, WriteFailureKind.UniqueViolation)));
        Shape.Should().HaveCountLessThanOrEqualTo(12).And.EndWith(ProvenCommit);
        (await ScopeIdsAsync()).Should().Equal(ItemsOf(Size).Except(failing));
    }

    [Fact]
    public async Task BulkConditionalCreate_ItemsRefused_NoMoreForThem()
    {
        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>(
            [.. ItemsOf(Size).Select(i => i % 4 == 1 ? Refused(i) : Gated(i))], InWindows);

        result.Failed.Select(failure => (failure.Index, failure.Kind)).Should()
            .Equal(ItemsOf(Size).Where(i => i % 4 == 1).Select(i => (i, WriteFailureKind.NotAllowed)));
        Shape.Should().Equal($"{Open}, 17 x (SELECT)", "SAVEPOINT, INSERT", ProvenCommit);
        (await ScopeIdsAsync()).Should().Equal(ItemsOf(Size).Where(i => i % 4 != 1));
    }

    [Fact]
    public async Task BulkConditionalCreate_EveryItemRefused_NothingIsWritten()
    {
        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>([Refused(0), Refused(1)], InWindows);

        result.Failed.Should().HaveCount(2);
        Shape.Should().Equal("BEGIN, SAVEPOINT, LOCK, WITH, 4 x (SELECT)", ProvenCommit);
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
        Shape.Should().Equal($"{Open}, 3 x (SELECT)", "SELECT", "SAVEPOINT, UPDATE", ProvenCommit);
        (await RowsAsync<Fragment>()).Should().HaveCount(Size + 1).And.OnlyContain(row => row.ScopeId == "-1" || row.Document == row.ScopeId);
    }

    [Fact]
    public async Task BulkPurge_ThousandItems_LockedTogetherLoadedByOneQuery()
    {
        var seeded = await SeedFragmentsAsync();

        var result = await Ops.BulkPurgePartialAsync(seeded.Select(row => new Purger<Fragment>(row.Id)), InWindows);

        result.Succeeded.Should().BeEquivalentTo(seeded);
        Shape.Should().Equal($"{Open}, 3 x (SELECT)", "SELECT", "SAVEPOINT, DELETE", ProvenCommit);
        (await ScopeIdsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task BulkCreate_SecondWindow_OpensWithTheReleaseOfTheFirst()
    {
        await Ops.BulkCreatePartialAsync(ItemsOf(4).Select(Spec), new BulkOptions { ItemsPerWindow = 2 });

        Log.RoundTrips.Select(turn => turn[0]).Should().Equal(
            "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED",
            "SAVEPOINT conditional_bulk_items",
            "RELEASE SAVEPOINT conditional_bulk_window_1",
            "SAVEPOINT conditional_bulk_items",
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
