using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

/// <summary>Items of a window that share savepoints: fewer of them, and the same results.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class SharedSavepointTests(PostgreSqlTestProvider provider) : WireTests(provider)
{
    private const int Size = 1_000;

    private static readonly BulkOptions s_shared = InWindows with { ItemsPerSavepoint = 64 };

    [Fact]
    public async Task BulkConditionalCreate_NothingFails_AtMostTwentySavepoints()
    {
        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>([.. ItemsOf(Size).Select(Gated)], s_shared);

        result.HasFailures.Should().BeFalse();
        Count("SAVEPOINT").Should().BeLessThanOrEqualTo(20);
        Count("INSERT").Should().BeLessThanOrEqualTo(20, "items that share a savepoint share a statement");
        await ShouldBeRowsAsync(result);
    }

    [Fact]
    public async Task BulkConditionalCreate_OnePercentFails_AtMostHundredAndFiftySavepoints()
    {
        // Where they fall is anybody's guess, and always the same.
        var random = new Random(1);
        HashSet<int> failing = [.. ItemsOf(10).Select(_ => random.Next(1, Size))];

        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>(
            [.. ItemsOf(Size).Select(i => Gated(failing.Contains(i) ? 0 : i))], s_shared);

        result.Failed.Select(failure => (failure.Index, failure.Kind)).Should()
            .Equal(failing.Order().Select(i => (i, WriteFailureKind.UniqueViolation)));
        Count("SAVEPOINT").Should().BeLessThanOrEqualTo(150);
        await ShouldBeRowsAsync(result);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(99)]
    public async Task BulkCreate_OneFails_ThoseBesideItAreSentAgainAndTheirSpecsAreNotCalledAgain(int failing)
    {
        const int Items = 100;
        var calls = new List<int>();

        var result = await Ops.BulkCreatePartialAsync(
            ItemsOf(Items).Select(i => CreatorSpec.For(() =>
            {
                calls.Add(i);
                return new Fragment { Name = "n", ScopeId = $"{i}", Document = i == failing ? "" : "{}" };
            })),
            s_shared);

        result.ShouldFailOnlyAt(failing, WriteFailureKind.CheckViolation).ConstraintName.Should().Be("ck_fragments_document");
        calls.Should().Equal(ItemsOf(Items));
        await ShouldBeRowsAsync(result);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(5000)]
    public async Task BulkConditionalCreate_MixedOutcomes_AreTheSameHoweverManyShare(int itemsPerSavepoint)
    {
        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>(
            [.. ItemsOf(200).Select(i => i % 7 == 3 ? Refused(i) : Gated(i % 5 == 4 ? i - 3 : i))],
            InWindows with { ItemsPerSavepoint = itemsPerSavepoint });

        var refused = ItemsOf(200).Where(i => i % 7 == 3).ToList();
        var written = new HashSet<int>();
        var failing = ItemsOf(200).Except(refused).Where(i => !written.Add(i % 5 == 4 ? i - 3 : i)).ToList();
        result.Failed.Where(failure => failure.Kind == WriteFailureKind.NotAllowed).Select(failure => failure.Index).Should().Equal(refused);
        result.Failed.Where(failure => failure.Kind == WriteFailureKind.UniqueViolation).Select(failure => failure.Index).Should().Equal(failing);
        result.Succeeded.Select(fragment => int.Parse(fragment.ScopeId)).Should().Equal(written);
        await ShouldBeRowsAsync(result);
    }

    [Fact]
    public async Task BulkUpdate_OneFails_ThoseBesideItAreWritten()
    {
        List<Fragment> seeded = [.. ItemsOf(100).Select(i => new Fragment { Name = "seeded", ScopeId = $"{i}", Document = "{}" })];
        await SeedAsync([.. seeded]);

        var result = await Ops.BulkUpdatePartialAsync(
            seeded.Select((row, i) => new Updater<Fragment>(
                UpdaterSpec.For<Fragment>(fragment => fragment.Document = i == 50 ? "" : $"{i}"), row.Id)),
            s_shared);

        result.ShouldFailOnlyAt(50, WriteFailureKind.CheckViolation);
        (await CommittedAsync(context => context.Fragments.Where(row => row.Name == "seeded").OrderBy(row => row.Id).ToListAsync()))
            .Select(row => row.Document).Should().Equal(ItemsOf(100).Select(i => i == 50 ? "{}" : $"{i}"));
        Count("SAVEPOINT").Should().BeLessThan(50);
    }

    private int Count(string statement) => Log.Statements.Count(kind => kind == statement);

    /// <summary>With the keys that the results say, and in their order.</summary>
    private async Task ShouldBeRowsAsync(BulkResult<Fragment> result) =>
        (await CommittedAsync(context => context.Fragments.Where(row => row.ScopeId != "-1").OrderBy(row => row.Id).ToListAsync()))
            .Select(row => (row.Id, row.ScopeId)).Should().Equal(result.Succeeded.Select(row => (row.Id, row.ScopeId)));
}
