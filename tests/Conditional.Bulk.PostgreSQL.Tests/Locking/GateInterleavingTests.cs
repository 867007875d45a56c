using Conditional.Bulk.Contracts.Locking;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>How another session makes a gate false.</summary>
public enum Falsification
{
    Deleted,
    Closed,
    Renamed,
}

/// <summary>How far our session has come when the other one ends.</summary>
public enum Moment
{
    BeforeTheGate,
    BetweenGateAndWrite,
    BetweenWriteAndCommit,
}

/// <summary>
/// Two sessions, step by step: what makes a gate false waits for the commit of a write that the gate let through, or the write
/// waits for it and sees its outcome. Without the lock, the gate is false by the time of the commit.
/// </summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class GateInterleavingTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<LockingContext>(provider, engine)
{
    public static TheoryData<Falsification, Ending> FalsifiedAndEnded => Combined<TheoryData<Falsification, Ending>>(
        (data, falsification) => Each<Ending>(ending => data.Add(falsification, ending)));

    public static TheoryData<Falsification, Ending, Moment> FalsifiedAndEndedAfterTheGate =>
        Combined<TheoryData<Falsification, Ending, Moment>>((data, falsification) => Each<Ending>(ending =>
        {
            data.Add(falsification, ending, Moment.BetweenGateAndWrite);
            data.Add(falsification, ending, Moment.BetweenWriteAndCommit);
        }));

    public static TheoryData<Falsification, Moment> FalsifiedAtAnyMoment => Combined<TheoryData<Falsification, Moment>>(
        (data, falsification) => Each<Moment>(moment => data.Add(falsification, moment)));

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(new Gate { Name = "gate" });
    }

    [Theory]
    [MemberData(nameof(FalsifiedAndEnded))]
    public async Task BulkConditionalCreate_GateIsBeingFalsified_WaitsAndSeesTheOutcome(
        Falsification falsification, Ending ending)
    {
        var spec = new NoteSpec("note");
        await using var other = await Session.OpenAsync(Database);
        await other.BeginAsync();
        await other.ExecuteAsync(Sql(falsification));

        var writing = WriteAsync(spec.OnlyIf(OpenGate.Named("gate")));
        await other.UntilWaitedForAsync(writing);
        await other.EndAsync(ending);
        var result = await writing;

        var holds = ending == Ending.Rollback;
        result.Items[0].IsSuccess.Should().Be(holds);
        result.Items[0].Failure?.Kind.Should().Be(WriteFailureKind.NotAllowed);
        spec.Calls.Should().Be(holds ? 1 : 0);
        (await NotesAsync()).Should().HaveCount(holds ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(FalsifiedAndEndedAfterTheGate))]
    public async Task BulkConditionalCreate_GateIsFalsifiedAfterItHeld_OtherWaitsForOurCommit(
        Falsification falsification, Ending ending, Moment moment)
    {
        var (beforeWrite, beforeCommit) = Pauses(moment);
        await using var other = await Session.OpenAsync(Database);
        await other.BeginAsync();
        Task<int>? falsifying = null;

        var writing = Task.Run(() => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            var result = await CreateAsync(ops, new NoteSpec("note", beforeWrite).OnlyIf(OpenGate.Named("gate")), token);
            if (beforeCommit is not null) await beforeCommit.StopAsync();
            await other.UntilItWaitsAsync(falsifying!);
            return result;
        }));
        await (beforeWrite ?? beforeCommit)!.ReachedAsync(writing);
        falsifying = other.ExecuteAsync(Sql(falsification));
        await other.UntilItWaitsAsync(falsifying);
        (beforeWrite ?? beforeCommit)!.Resume();
        var result = await writing;

        (await falsifying).Should().Be(1);
        await other.EndAsync(ending);
        result.HasFailures.Should().BeFalse();
        (await NotesAsync()).Should().Equal("note");
        (await IsOpenAsync()).Should().Be(ending == Ending.Rollback);
    }

    [Theory]
    [MemberData(nameof(FalsifiedAtAnyMoment))]
    public async Task BulkConditionalCreate_GateWithoutLockIsFalsified_IsWrittenUnderAFalseGate(
        Falsification falsification, Moment moment)
    {
        var (beforeWrite, beforeCommit) = Pauses(moment);
        await using var other = await Session.OpenAsync(Database);
        await other.BeginAsync();
        if (moment == Moment.BeforeTheGate) await other.ExecuteAsync(Sql(falsification));

        var openAtOurCommit = true;
        var writing = Task.Run(() => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            var result = await CreateAsync(
                ops, new NoteSpec("note", beforeWrite).OnlyIf(OpenGate.Named("gate").WithoutLock()), token);
            if (beforeCommit is not null) await beforeCommit.StopAsync();
            openAtOurCommit = await IsOpenAsync();
            return result;
        }));
        await (beforeWrite ?? beforeCommit)!.ReachedAsync(writing);
        if (moment != Moment.BeforeTheGate) await other.ExecuteAsync(Sql(falsification));
        await other.EndAsync(Ending.Commit);
        (beforeWrite ?? beforeCommit)!.Resume();
        await writing;

        openAtOurCommit.Should().BeFalse();
        (await NotesAsync()).Should().Equal("note");
    }

    [Theory]
    [InlineData("""INSERT INTO "Gates" ("Name", "IsOpen") VALUES ('late', true)""", Ending.Commit)]
    [InlineData("""INSERT INTO "Gates" ("Name", "IsOpen") VALUES ('late', true)""", Ending.Rollback)]
    [InlineData("""UPDATE "Gates" SET "Name" = 'late'""", Ending.Commit)]
    [InlineData("""UPDATE "Gates" SET "Name" = 'late'""", Ending.Rollback)]
    public async Task BulkConditionalCreate_GateIsBeingMadeTrue_RefusedUntilItIsCommitted(string makesItTrue, Ending ending)
    {
        await using var other = await Session.OpenAsync(Database);
        await other.BeginAsync();
        await other.ExecuteAsync(makesItTrue);

        var during = await WriteAsync(new NoteSpec("during").OnlyIf(OpenGate.Named("late")));
        await other.EndAsync(ending);
        var after = await WriteAsync(new NoteSpec("after").OnlyIf(OpenGate.Named("late")));

        during.Failed.Should().ContainSingle().Which.Kind.Should().Be(WriteFailureKind.NotAllowed);
        after.HasFailures.Should().Be(ending == Ending.Rollback);
        (await NotesAsync()).Should().Equal(ending == Ending.Commit ? ["after"] : []);
    }

    [Theory]
    [InlineData(Ending.Commit)]
    [InlineData(Ending.Rollback)]
    public async Task BulkConditionalCreate_GateIsInsertedAfterItRefused_StaysRefused(Ending ending)
    {
        var pause = new Pause();
        await using var other = await Session.OpenAsync(Database);

        var writing = Task.Run(() => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            var result = await CreateAsync(ops, new NoteSpec("note").OnlyIf(OpenGate.Named("late")), token);
            await pause.StopAsync();
            return result;
        }));
        await pause.ReachedAsync(writing);
        await other.BeginAsync();
        await other.ExecuteAsync("""INSERT INTO "Gates" ("Name", "IsOpen") VALUES ('late', true)""");
        await other.EndAsync(ending);
        pause.Resume();

        (await writing).Failed.Should().ContainSingle().Which.Kind.Should().Be(WriteFailureKind.NotAllowed);
        (await NotesAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(Ending.Commit)]
    [InlineData(Ending.Rollback)]
    public async Task WriteAsync_NextVerbAfterAGateWasInserted_SeesItOnceItIsCommitted(Ending ending)
    {
        var pause = new Pause();
        await using var other = await Session.OpenAsync(Database);

        var writing = Task.Run(() => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await CreateAsync(ops, new NoteSpec("first", pause).OnlyIf(OpenGate.Named("gate")), token);
            return await CreateAsync(ops, new NoteSpec("second").OnlyIf(OpenGate.Named("late")), token);
        }));
        await pause.ReachedAsync(writing);
        await other.BeginAsync();
        await other.ExecuteAsync("""INSERT INTO "Gates" ("Name", "IsOpen") VALUES ('late', true)""");
        await other.EndAsync(ending);
        pause.Resume();

        (await writing).HasFailures.Should().Be(ending == Ending.Rollback);
        (await NotesAsync()).Should().Equal(ending == Ending.Commit ? ["first", "second"] : ["first"]);
    }

    private static TData Combined<TData>(Action<TData, Falsification> add) where TData : new()
    {
        var data = new TData();
        Each<Falsification>(falsification => add(data, falsification));
        return data;
    }

    private static void Each<TEnum>(Action<TEnum> action) where TEnum : struct, Enum =>
        Array.ForEach(Enum.GetValues<TEnum>(), action);

    private static string Sql(Falsification falsification) => falsification switch
    {
        Falsification.Deleted => """DELETE FROM "Gates" WHERE "Name" = 'gate'""",
        Falsification.Closed => """UPDATE "Gates" SET "IsOpen" = false WHERE "Name" = 'gate'""",
        _ => """UPDATE "Gates" SET "Name" = 'other' WHERE "Name" = 'gate'""",
    };

    private static (Pause? BeforeWrite, Pause? BeforeCommit) Pauses(Moment moment) =>
        moment == Moment.BetweenWriteAndCommit ? (null, new Pause()) : (new Pause(), null);

    private static Task<BulkResult<Note>> CreateAsync(
        WriteOps<LockingContext> ops, ConditionalCreator<Note> creator, CancellationToken cancellationToken) =>
        ops.BulkConditionalCreatePartialAsync([creator], cancellationToken: cancellationToken);

    private Task<BulkResult<Note>> WriteAsync(ConditionalCreator<Note> creator) =>
        NewOpsProvider().WriteAsync((ops, token) => CreateAsync(ops, creator, token));

    private Task<List<string>> NotesAsync() =>
        CommittedAsync(context => context.Notes.OrderBy(note => note.Id).Select(note => note.Text).ToListAsync());

    private Task<bool> IsOpenAsync() =>
        CommittedAsync(context => context.Gates.AnyAsync(gate => gate.Name == "gate" && gate.IsOpen));
}

[Collection(PostgreSqlCollection.Name)]
public sealed class GateInterleavingInWindowsTests(PostgreSqlTestProvider provider)
    : GateInterleavingTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class GateInterleavingItemByItemTests(PostgreSqlTestProvider provider)
    : GateInterleavingTests(provider, EngineSetting.ItemByItem);
