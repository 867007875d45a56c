namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>Conditions on the row being written together with rows of another entity type.</summary>
public abstract class JoinedTargetTests(TestProvider provider, EngineSetting engine) : ContractTests<RegionContext>(provider, engine)
{
    private const int MissingKey = int.MaxValue;

    private readonly RegionOrder _north = new() { Region = "north" };
    private readonly RegionOrder _south = new() { Region = "south" };
    private readonly RegionOrder _east = new() { Region = "east" };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(
            _north,
            _south,
            _east,
            new RegionRole { User = "ann", Region = "north" },
            new RegionRole { User = "ann", Region = "east" },
            new RegionRole { User = "ann", Region = "south", Tenant = RegionContext.Tenant + 1 },
            new RegionRole { User = "bob", Region = "south" },
            new RegionVisit { User = "ann", Region = "north" },
            new RegionVisit { User = "ann", Region = "north" });
    }

    [Fact]
    public async Task BulkUpdate_RoleForTheRowsRegion_OthersAreRefused()
    {
        var result = await UpdateAllAsync(HasRole("ann").Because("role"));

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed).Reason.Should().Be("role");
        (await NotesAsync()).Should().Equal("new", "", "new");
    }

    [Fact]
    public async Task BulkUpdate_NoQueryFilter_SeveralOtherRowsCountAsOne()
    {
        var result = await UpdateAllAsync(HasVisited("ann"));

        result.Items.Select(item => item.IsSuccess).Should().Equal(true, false, false);
    }

    [Fact]
    public async Task BulkUpdate_OneGateForEachUser_EachIsAskedForItsOwn()
    {
        var result = await NewOps().BulkConditionalUpdatePartialAsync<RegionOrder>(
            [Note(_north).OnlyIf(HasRole("bob")), Note(_south).OnlyIf(HasRole("bob")), Note(_east).OnlyIf(HasRole("ann"))]);

        result.ShouldFailOnlyAt(0, WriteFailureKind.NotAllowed);
    }

    [Fact]
    public async Task BulkUpdate_Negated_HoldsWhereThereIsNoOtherRow()
    {
        var result = await UpdateAllAsync(!HasRole("ann"));

        result.Items.Select(item => item.IsSuccess).Should().Equal(false, true, false);
        (await UpdateAllAsync(!!HasRole("ann"))).Items.Select(item => item.IsSuccess).Should().Equal(true, false, true);
        (await UpdateAllAsync(!(HasRole("ann") | HasRole("bob")))).Succeeded.Should().BeEmpty();
    }

    [Fact]
    public async Task BulkUpdate_Combined_FollowsTheAlgebra()
    {
        (await UpdateAllAsync(OnlyIf.That(true) | HasRole("nobody"))).HasFailures.Should().BeFalse();
        (await UpdateAllAsync(OnlyIf.That(false) | HasRole("ann"))).Succeeded.Should().HaveCount(2);
        (await UpdateAllAsync(HasRole("ann") & HasVisited("ann"))).Succeeded.Should().HaveCount(1);
        (await UpdateAllAsync((HasRole("ann") & HasVisited("ann")).WithoutLock())).Succeeded.Should().HaveCount(1);
    }

    [Fact]
    public async Task BulkPurge_RoleForTheRowsRegion_OthersAreRefused()
    {
        var result = await NewOps().BulkConditionalPurgePartialAsync<RegionOrder>(
            [.. new[] { _north, _south, _east }.Select(order => new Purger<RegionOrder>(order.Id).OnlyIf(HasRole("ann")))]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await NotesAsync()).Should().HaveCount(1);
    }

    [Fact]
    public async Task BulkUpdate_RowMissing_NotAllowedOnlyIfFalseEitherWay()
    {
        var hidden = new RegionOrder { Region = "north", IsHidden = true };
        await SeedAsync(hidden);

        var result = await NewOps().BulkConditionalUpdatePartialAsync<RegionOrder>(
        [
            .. new[] { MissingKey, hidden.Id }.SelectMany(id => new[]
            {
                Note(id).OnlyIf(HasRole("ann")), Note(id).OnlyIf(!HasRole("ann")), Note(id).OnlyIf(!HasRole("ann") & OnlyIf.That(false)),
            }),
        ]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(
            WriteFailureKind.TargetNotFound, WriteFailureKind.TargetNotFound, WriteFailureKind.NotAllowed,
            WriteFailureKind.TargetNotFound, WriteFailureKind.TargetNotFound, WriteFailureKind.NotAllowed);
    }

    /// <summary>The other row is of the same table, and an item before writes it.</summary>
    [Fact]
    public async Task BulkUpdate_SelfJoin_SeesWhatTheItemsBeforeWrote()
    {
        var child = new RegionOrder { ParentId = _north.Id };
        await SeedAsync(child);
        var isOpen = OnlyIf.Target<RegionOrder, RegionOrder>((order, parent) => parent.Id == order.ParentId && !parent.IsClosed);

        var result = await NewOps().BulkConditionalUpdatePartialAsync<RegionOrder>(
        [
            Note(_south).OnlyIf(!isOpen),
            Note(child).OnlyIf(isOpen),
            new Updater<RegionOrder>(UpdaterSpec.For<RegionOrder>(order => order.IsClosed = true), _north.Id).OnlyIf(OnlyIf.That(true)),
            Note(child).OnlyIf(isOpen),
        ]);

        result.ShouldFailOnlyAt(3, WriteFailureKind.NotAllowed);
    }

    private static OnlyIf HasRole(string user) =>
        OnlyIf.Target<RegionOrder, RegionRole>((order, role) => role.User == user && role.Region == order.Region);

    private static OnlyIf HasVisited(string user) =>
        OnlyIf.Target<RegionOrder, RegionVisit>((order, visit) => visit.User == user && visit.Region == order.Region);

    private static Updater<RegionOrder> Note(RegionOrder order) => Note(order.Id);

    private static Updater<RegionOrder> Note(int id) => new(UpdaterSpec.For<RegionOrder>(order => order.Note = "new"), id);

    private Task<BulkResult<RegionOrder>> UpdateAllAsync(OnlyIf gate) => NewOps().BulkConditionalUpdatePartialAsync<RegionOrder>(
        [.. new[] { _north, _south, _east }.Select(order => Note(order).OnlyIf(gate))]);

    private Task<List<string>> NotesAsync() =>
        CommittedAsync(context => context.Set<RegionOrder>().OrderBy(order => order.Id).Select(order => order.Note).ToListAsync());
}
