using Conditional.Bulk.Contracts.GateAlgebra;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>The other row of a condition on two is held until the commit, as the row being written is.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class JoinedTargetLockTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<RegionContext>(provider, engine)
{
    private static readonly OnlyIf s_role = OnlyIf.Target<RegionOrder, RegionRole>((order, role) => role.User == "ann" && role.Region == order.Region);
    private static readonly OnlyIf s_visit = OnlyIf.Target<RegionOrder, RegionVisit>((order, visit) => visit.Region == order.Region);

    /// <summary>A command that waits for a lock gives up after 30 seconds, and its items are written one by one.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly RegionOrder _order = new() { Region = "north" };
    private readonly RegionOrder _other = new() { Region = "south" };
    private readonly RegionOrder _third = new() { Region = "south" };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(
            _order,
            _other,
            _third,
            new RegionRole { User = "ann", Region = "north" },
            new RegionRole { User = "ann", Region = "south" },
            new RegionVisit { Region = "north" });
    }

    [Fact]
    public Task Update_QueryFilterOnTheOther_HoldsTheOtherRow() => ShouldHoldAsync(s_role, role: true, visit: false);

    [Fact]
    public Task Update_NoQueryFilterOnTheOther_HoldsTheOtherRow() => ShouldHoldAsync(s_visit, role: false, visit: true);

    [Fact]
    public Task Update_And_HoldsBoth() => ShouldHoldAsync(s_role & s_visit, role: true, visit: true);

    [Fact]
    public Task Update_WithoutLock_HoldsNothing() => ShouldHoldAsync((s_role & s_visit).WithoutLock(), role: false, visit: false);

    [Fact]
    public Task Update_IrrelevantOperand_HoldsNothing() =>
        ShouldHoldAsync((OnlyIf.That(true) | s_role) & (s_visit | OnlyIf.That(true)), role: false, visit: false);

    [Fact]
    public Task Update_Negated_HoldsNothing() => ShouldHoldAsync(
        !OnlyIf.Target<RegionOrder, RegionRole>((order, role) => role.User == "bob" && role.Region == order.Region), role: false, visit: false);

    [Fact]
    public async Task Update_SelfJoin_HoldsTheOtherRow()
    {
        await NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await WriteAsync(ops, OnlyIf.Target<RegionOrder, RegionOrder>((order, other) => other.Id != order.Id && other.Id == _other.Id), token);

            await using var session = await Session.OpenAsync(Database);
            (await session.CanLockAsync($"""
                "RegionOrder" WHERE "Id" = {_other.Id}
                """)).Should().BeFalse();
        });
    }

    [Fact]
    public async Task Update_SubQueryInTheCondition_NeedsWithoutLock()
    {
        var gate = OnlyIf.Target<RegionOrder, RegionVisit>((order, visit) => visit.Region == order.Region && visit.Guests.Count == 0);

        (await FluentActions.Awaiting(() => WriteAsync(NewOps(), gate)).Should().ThrowAsync<NotSupportedException>())
            .Which.Message.Should().Contain(nameof(RegionVisit)).And.Contain("a sub-query");

        (await WriteAsync(NewOps(), gate.WithoutLock())).Note.Should().Be("new");
    }

    /// <summary>A refused caller waits for nobody.</summary>
    [Fact]
    public async Task Update_KnownFalse_DoesNotWaitForTheRow()
    {
        await using var session = await Session.OpenAsync(Database);
        await session.BeginAsync();
        await session.ExecuteAsync("""UPDATE "RegionOrder" SET "Note" = 'theirs' WHERE "Region" = 'north'""");
        ConditionalUpdater<RegionOrder>[] refused = [Note(_order.Id).OnlyIf(s_role & OnlyIf.That(false)), Note(_order.Id).OnlyIf(OnlyIf.That(false))];

        var alone = await NewOps().BulkConditionalUpdatePartialAsync<RegionOrder>([.. refused]);
        var among = await NewOps().BulkConditionalUpdatePartialAsync<RegionOrder>(
                [Note(_other.Id).OnlyIf(s_role), .. refused, Note(_other.Id).OnlyIf(s_role), Note(_third.Id).OnlyIf(s_role), refused[0]])
            .WaitAsync(s_patience);

        const WriteFailureKind Refused = WriteFailureKind.NotAllowed;
        alone.Items.Select(item => item.Failure?.Kind).Should().Equal(Refused, Refused);
        among.Items.Select(item => item.Failure?.Kind).Should().Equal(null, Refused, Refused, null, null, Refused);
        await session.EndAsync(Ending.Rollback);
    }

    private static Updater<RegionOrder> Note(int id) => new(UpdaterSpec.For<RegionOrder>(order => order.Note = "new"), id);

    private Task<RegionOrder> WriteAsync(WriteOps<RegionContext> ops, OnlyIf gate, CancellationToken cancellationToken = default) =>
        ops.UpdateAsync(Note(_order.Id).OnlyIf(gate), cancellationToken);

    private Task ShouldHoldAsync(OnlyIf gate, bool role, bool visit) => NewOpsProvider().WriteAsync(async (ops, token) =>
    {
        var result = await ops.BulkConditionalUpdatePartialAsync<RegionOrder>(
            [Note(_order.Id).OnlyIf(gate), Note(int.MaxValue).OnlyIf(OnlyIf.That(true))], cancellationToken: token);
        result.Items[0].IsSuccess.Should().BeTrue();

        await using var session = await Session.OpenAsync(Database);
        (await session.CanLockAsync("""
            "RegionOrder" WHERE "Region" = 'north'
            """)).Should().BeFalse();
        (await session.CanLockAsync("""
            "RegionRole" WHERE "Region" = 'north'
            """)).Should().Be(!role);
        (await session.CanLockAsync("""
            "RegionRole" WHERE "Region" = 'south'
            """)).Should().BeTrue();
        (await session.CanLockAsync("\"RegionVisit\"")).Should().Be(!visit);
    });
}

[Collection(PostgreSqlCollection.Name)]
public sealed class JoinedTargetLockInWindowsTests(PostgreSqlTestProvider provider)
    : JoinedTargetLockTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class JoinedTargetLockItemByItemTests(PostgreSqlTestProvider provider)
    : JoinedTargetLockTests(provider, EngineSetting.ItemByItem);
