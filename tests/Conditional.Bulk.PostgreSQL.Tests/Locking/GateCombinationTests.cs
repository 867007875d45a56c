using Conditional.Bulk.Contracts.Locking;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>Which rows a gate holds between its check and the commit: those that made it true, and no others.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class GateCombinationTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<LockingContext>(provider, engine)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(new Gate { Name = "a" }, new Gate { Name = "b" }, new Gate { Name = "closed", IsOpen = false });
    }

    [Fact]
    public Task Create_And_HoldsBoth() => ShouldHoldAsync(OpenGate.Named("a") & OpenGate.Named("b"), "a", "b");

    [Fact]
    public Task Create_OrWithTheLeftTrue_HoldsTheLeft() => ShouldHoldAsync(OpenGate.Named("a") | OpenGate.Named("b"), "a");

    [Fact]
    public Task Create_OrWithTheLeftFalse_HoldsTheRight() =>
        ShouldHoldAsync(OpenGate.Named("closed") | OpenGate.Named("b"), "b");

    [Fact]
    public Task Create_OrInsideAnd_HoldsWhatMadeItTrue() => ShouldHoldAsync(
        (OpenGate.Named("closed") | OpenGate.Named("a")) & (OpenGate.Named("b") | OpenGate.Named("closed")), "a", "b");

    [Fact]
    public Task Create_NotExists_HoldsNothing() =>
        ShouldHoldAsync(OnlyIf.NotExists<Gate>(gate => gate.Name == "a" && !gate.IsOpen));

    [Fact]
    public Task Create_NegatedNotExists_HoldsItsRow() => ShouldHoldAsync(!OnlyIf.NotExists<Gate>(gate => gate.Name == "a"), "a");

    [Fact]
    public Task Create_NegatedOr_HoldsNothing() => ShouldHoldAsync(!(OpenGate.Named("closed") | OpenGate.Named("nowhere")));

    [Fact]
    public Task Create_NamedGate_HoldsItsRow() =>
        ShouldHoldAsync(OpenGate.Named("a").OrThrow(() => new InvalidOperationException()), "a");

    [Fact]
    public Task Create_WithoutLockAroundAnd_HoldsNothing() =>
        ShouldHoldAsync((OpenGate.Named("a") & OpenGate.Named("b")).WithoutLock());

    [Fact]
    public Task Create_WithoutLockOnOneOperand_HoldsTheOther() =>
        ShouldHoldAsync(OpenGate.Named("a").WithoutLock() & OpenGate.Named("b"), "b");

    [Fact]
    public async Task Create_NotExists_RowMayAppearBeforeTheCommit()
    {
        var pause = new Pause();
        await using var other = await Session.OpenAsync(Database);

        var writing = Task.Run(() => NewOps().CreateAsync(
            new NoteSpec("note", pause).OnlyIf(OnlyIf.NotExists<Gate>(gate => gate.Name == "veto"))));
        await pause.ReachedAsync(writing);
        await other.ExecuteAsync("""INSERT INTO "Gates" ("Name", "IsOpen") VALUES ('veto', true)""");
        pause.Resume();

        (await writing).Text.Should().Be("note");
    }

    [Theory]
    [InlineData("update")]
    [InlineData("purge")]
    public async Task UpdateAndPurge_Gate_HoldsItsRow(string verb)
    {
        var note = new Note { Text = "note" };
        await SeedAsync(note);
        var update = new Updater<Note>(UpdaterSpec.For<Note>(row => row.Revision++), note.Id).OnlyIf(OpenGate.Named("a"));
        var purge = new Purger<Note>(note.Id).OnlyIf(OpenGate.Named("a"));

        await ShouldHoldAsync(ops => verb == "update" ? ops.UpdateAsync(update) : ops.PurgeAsync(purge), "a");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task BulkConditionalCreate_OneOfTwoItemsOfAGateFails_GateIsHeldForTheOther(int failing) => ShouldHoldAsync(
        async ops =>
        {
            var result = await ops.BulkConditionalCreatePartialAsync<Note>([.. Enumerable.Range(0, 2).Select(i =>
                CreatorSpec.For(() => i == failing ? throw new InvalidOperationException() : new Note { Text = "note" })
                    .OnlyIf(OpenGate.Named("a")))]);
            result.Failed.Should().ContainSingle().Which.Index.Should().Be(failing);
        },
        "a");

    [Fact]
    public async Task BulkConditionalCreate_InTheCallersTransaction_HoldsTheGateUntilItEnds()
    {
        await using var other = await Session.OpenAsync(Database);
        await using var context = NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();

        await new WriteOps<LockingContext>(context).BulkConditionalCreatePartialAsync<Note>(
            [new NoteSpec("note").OnlyIf(OpenGate.Named("a"))]);

        (await HeldAsync(other)).Should().Equal("a");
        await transaction.CommitAsync();
        (await HeldAsync(other)).Should().BeEmpty();
    }

    [Fact]
    public async Task WriteAsync_WorkThrows_GateIsFree()
    {
        await using var other = await Session.OpenAsync(Database);
        string[] held = [];

        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(new NoteSpec("note").OnlyIf(OpenGate.Named("a")), token);
            held = await HeldAsync(other);
            throw new InvalidOperationException();
        });

        await write.Should().ThrowAsync<InvalidOperationException>();
        held.Should().Equal("a");
        (await HeldAsync(other)).Should().BeEmpty();
    }

    [Fact]
    public Task Exists_Gate_HoldsNothing() => ShouldHoldAsync(
        async ops => (await ops.ExistsAsync(OpenGate.Named("a"))).Should().BeTrue());

    private Task ShouldHoldAsync(OnlyIf gate, params string[] names) =>
        ShouldHoldAsync(ops => ops.CreateAsync(new NoteSpec("note").OnlyIf(gate)), names);

    private async Task ShouldHoldAsync(Func<WriteOps<LockingContext>, Task> verb, params string[] names)
    {
        await using var other = await Session.OpenAsync(Database);

        var held = await NewOpsProvider().WriteAsync(async (ops, _) =>
        {
            await verb(ops);
            return await HeldAsync(other);
        });

        held.Should().Equal(names);
        (await HeldAsync(other)).Should().BeEmpty();
    }

    /// <summary>The gates whose rows no other session can change now.</summary>
    private static async Task<string[]> HeldAsync(Session other)
    {
        List<string> held = [];
        foreach (var name in new[] { "a", "b", "closed" })
        {
            if (!await other.CanLockAsync($"\"Gates\" WHERE \"Name\" = '{name}'")) held.Add(name);
        }

        return [.. held];
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class GateCombinationInWindowsTests(PostgreSqlTestProvider provider)
    : GateCombinationTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class GateCombinationItemByItemTests(PostgreSqlTestProvider provider)
    : GateCombinationTests(provider, EngineSetting.ItemByItem);
