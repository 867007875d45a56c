namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>An expected version is compared with the model's concurrency token, whatever that is.</summary>
public abstract class VersionGateTests(TestProvider provider, EngineSetting engine) : ContractTests<VersionContext>(provider, engine)
{
    private const int MissingKey = int.MaxValue;

    [Fact]
    public async Task BulkUpdate_MappedToken_StaleItemsAreRefused()
    {
        var (first, stale, last) = (new Deed { Version = 3 }, new Deed { Version = 4 }, new Deed { Version = 3 });
        await SeedAsync(first, stale, last);

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Deed>(
        [
            .. new[] { first, stale, last }.Select(deed => Sign(deed.Id).OnlyIf(OnlyIf.Version<Deed>(3).Because("stale"))),
        ]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed).Reason.Should().Be("stale");
        (await CommittedAsync(context => context.Set<Deed>().OrderBy(deed => deed.Id).Select(deed => deed.Version).ToListAsync()))
            .Should().Equal(4, 4, 4);
    }

    [Fact]
    public async Task BulkPurge_MappedToken_StaleItemsAreRefused()
    {
        var (stale, seen) = (new Deed { Version = 4 }, new Deed { Version = 3 });
        await SeedAsync(stale, seen);

        var result = await NewOps().BulkConditionalPurgePartialAsync<Deed>(
            [new Purger<Deed>(stale.Id).OnlyIf(OnlyIf.Version<Deed>(3)), new Purger<Deed>(seen.Id).OnlyIf(OnlyIf.Version<Deed>(3))]);

        result.ShouldFailOnlyAt(0, WriteFailureKind.NotAllowed);
    }

    [Fact]
    public async Task BulkUpdate_SameRowTwice_TheSecondMeetsTheNewVersion()
    {
        var deed = new Deed { Version = 1 };
        await SeedAsync(deed);

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Deed>(
        [
            Sign(deed.Id).OnlyIf(OnlyIf.Version<Deed>(1)), Sign(deed.Id).OnlyIf(OnlyIf.Version<Deed>(1)), Sign(deed.Id).OnlyIf(OnlyIf.Version<Deed>(2)),
        ]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
    }

    [Fact]
    public async Task BulkUpdate_TokenOfTheBaseType_IsCompared()
    {
        var (stale, seen) = (new Title { Version = 4 }, new Title { Version = 3 });
        await SeedAsync(stale, seen);
        var spec = UpdaterSpec.For<Title>(title => title.Text = "signed");

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Title>(
        [
            new Updater<Title>(spec, stale.Id).OnlyIf(OnlyIf.Version<Title>(3)), new Updater<Title>(spec, seen.Id).OnlyIf(OnlyIf.Version<Title>(3)),
        ]);

        result.ShouldFailOnlyAt(0, WriteFailureKind.NotAllowed);
    }

    [Fact]
    public async Task BulkUpdate_NullableShadowToken_ComparesNullAsAValue()
    {
        var (none, some) = (new Memo(), new Memo());
        await SeedAsync(none, some);
        await CommittedAsync(context => context.Set<Memo>().Where(memo => memo.Id == some.Id)
            .ExecuteUpdateAsync(memo => memo.SetProperty(row => EF.Property<string?>(row, "Stamp"), "seen")));

        (await RefusedAsync(OnlyIf.Version<Memo>(null))).Should().Equal(false, true);
        (await RefusedAsync(OnlyIf.Version<Memo>("seen"))).Should().Equal(true, false);
        (await RefusedAsync(OnlyIf.Version<Memo>("other"))).Should().Equal(true, true);
        (await RefusedAsync(!OnlyIf.Version<Memo>(null))).Should().Equal(true, false);
        (await RefusedAsync(!OnlyIf.Version<Memo>("seen"))).Should().Equal(false, true);

        async Task<IEnumerable<bool>> RefusedAsync(OnlyIf gate)
        {
            var spec = UpdaterSpec.For<Memo>(memo => memo.Text += "signed");
            var result = await NewOps().BulkConditionalUpdatePartialAsync<Memo>(
                [new Updater<Memo>(spec, none.Id).OnlyIf(gate), new Updater<Memo>(spec, some.Id).OnlyIf(gate)]);
            result.Failed.Should().OnlyContain(failure => failure.Kind == WriteFailureKind.NotAllowed);
            return result.Items.Select(item => !item.IsSuccess);
        }
    }

    [Fact]
    public async Task BulkUpdate_TokenWithAConverter_IsSentThroughIt()
    {
        var (stale, seen) = (new Seal { Mark = new Mark(8) }, new Seal { Mark = new Mark(7) });
        await SeedAsync(stale, seen);
        var spec = UpdaterSpec.For<Seal>(seal => seal.Text = "signed");

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Seal>(
        [
            new Updater<Seal>(spec, stale.Id).OnlyIf(OnlyIf.Version<Seal>(new Mark(7))),
            new Updater<Seal>(spec, seen.Id).OnlyIf(OnlyIf.Version<Seal>(new Mark(7))),
        ]);

        result.ShouldFailOnlyAt(0, WriteFailureKind.NotAllowed);
    }

    [Fact]
    public async Task BulkUpdate_RowMissing_NotAllowedOnlyIfFalseEitherWay()
    {
        var version = OnlyIf.Version<Deed>(1).Because("stale");

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Deed>(
        [
            Sign(MissingKey).OnlyIf(version),
            Sign(MissingKey).OnlyIf(!version),
            Sign(MissingKey).OnlyIf(version & OnlyIf.That(false).Because("role")),
            Sign(MissingKey).OnlyIf(version & OnlyIf.Exists<Deed>(_ => true).Because("role")),
            Sign(MissingKey).OnlyIf(version | OnlyIf.That(true)),
        ]);

        result.Failed.Select(failure => (failure.Kind, failure.Reason)).Should().Equal(
            (WriteFailureKind.TargetNotFound, null),
            (WriteFailureKind.TargetNotFound, null),
            (WriteFailureKind.NotAllowed, "role"),
            (WriteFailureKind.NotAllowed, "role"),
            (WriteFailureKind.TargetNotFound, null));
    }

    private static Updater<Deed> Sign(int id) => new(
        UpdaterSpec.For<Deed>(deed =>
        {
            deed.Text = "signed";
            deed.Version++;
        }),
        id);
}
