using Conditional.Bulk.Contracts.Locking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>What updates and purges do with a row that another session is working on.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class TargetLockTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<ShapesContext>(provider, engine)
{
    private const string InsertChild = """INSERT INTO "Licences" ("Name", "HolderId") SELECT 'child', "Id" FROM "Holders" """;

    private readonly Holder _holder = new();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(_holder);
    }

    [Theory]
    [InlineData(Ending.Commit)]
    [InlineData(Ending.Rollback)]
    public async Task BulkUpdate_RowIsBeingDeleted_WaitsAndSeesTheOutcome(Ending ending)
    {
        var calls = 0;
        await using var other = await Session.OpenAsync(Database);
        await other.BeginAsync();
        await other.ExecuteAsync("""DELETE FROM "Holders" """);

        var updating = NewOps().BulkUpdatePartialAsync([Update(_ => calls++)]);
        await other.UntilWaitedForAsync(updating);
        await other.EndAsync(ending);

        (await updating).Items[0].Failure?.Kind.Should().Be(WriteFailureKind.TargetNotFound);
        (await updating).HasFailures.Should().Be(ending == Ending.Commit);
        calls.Should().Be(ending == Ending.Commit ? 0 : 1);
    }

    [Theory]
    [InlineData(Ending.Commit)]
    [InlineData(Ending.Rollback)]
    public async Task BulkPurge_RowIsBeingDeleted_WaitsAndSeesTheOutcome(Ending ending)
    {
        await using var other = await Session.OpenAsync(Database);
        await other.BeginAsync();
        await other.ExecuteAsync("""DELETE FROM "Holders" """);

        var purging = NewOps().BulkPurgePartialAsync([new Purger<Holder>(_holder.Id)]);
        await other.UntilWaitedForAsync(purging);
        await other.EndAsync(ending);

        (await purging).Items[0].Failure?.Kind.Should().Be(WriteFailureKind.TargetNotFound);
        (await purging).HasFailures.Should().Be(ending == Ending.Commit);
    }

    [Fact]
    public async Task Purge_RowIsBeingUpdated_ReturnsWhatTheOtherCommitted()
    {
        await using var other = await Session.OpenAsync(Database);
        await other.BeginAsync();
        await other.ExecuteAsync("""UPDATE "Holders" SET "IsActive" = false""");

        var purging = NewOps().PurgeAsync(new Purger<Holder>(_holder.Id));
        await other.UntilWaitedForAsync(purging);
        await other.EndAsync(Ending.Commit);

        (await purging).IsActive.Should().BeFalse();
        (await CommittedAsync(context => context.Holders.AnyAsync())).Should().BeFalse();
    }

    [Fact]
    public async Task Update_TargetGateAndRowIsBeingUpdated_GateSeesWhatTheOtherCommitted()
    {
        await using var other = await Session.OpenAsync(Database);
        await other.BeginAsync();
        await other.ExecuteAsync("""UPDATE "Holders" SET "IsActive" = false""");

        var updating = NewOps().BulkConditionalUpdatePartialAsync<Holder>(
            [Update(holder => holder.IsActive = true).OnlyIf(OnlyIf.Target<Holder>(holder => holder.IsActive))]);
        await other.UntilWaitedForAsync(updating);
        await other.EndAsync(Ending.Commit);

        (await updating).Failed.Should().ContainSingle().Which.Kind.Should().Be(WriteFailureKind.NotAllowed);
    }

    [Fact]
    public async Task Update_OtherWantsTheRowMeanwhile_ItWaitsForOurCommit()
    {
        var pause = new Pause();
        await using var other = await Session.OpenAsync(Database);

        var updating = Task.Run(() => NewOps().UpdateAsync(Update(holder =>
        {
            pause.Stop();
            holder.IsActive = false;
        })));
        await pause.ReachedAsync(updating);
        var toggling = other.ExecuteAsync("""UPDATE "Holders" SET "IsActive" = NOT "IsActive" """);
        await other.UntilItWaitsAsync(toggling);
        pause.Resume();
        await updating;

        (await toggling).Should().Be(1);
        var committed = await CommittedAsync(context => context.Holders.SingleAsync());
        committed.IsActive.Should().BeTrue("it toggled what we had committed");
    }

    [Fact]
    public async Task Update_OtherInsertsAChildMeanwhile_IsNotBlocked()
    {
        var pause = new Pause();
        await using var other = await Session.OpenAsync(Database);

        var updating = Task.Run(() => NewOps().UpdateAsync(Update(holder =>
        {
            pause.Stop();
            holder.IsActive = false;
        })));
        await pause.ReachedAsync(updating);
        await other.ExecuteAsync($"SET lock_timeout = '5s'; {InsertChild}");
        pause.Resume();
        await updating;

        (await CommittedAsync(context => context.Licences.CountAsync())).Should().Be(1);
    }

    [Fact]
    public async Task Purge_OtherInsertsAChildBeforeTheDelete_IsNotBlocked()
    {
        var pause = new Pause();
        await using var other = await Session.OpenAsync(Database);

        var ops = NewOps(options => options.AddInterceptors(new PauseBeforeSave(pause)));
        var purging = Task.Run(() => ops.PurgeAsync(new Purger<Holder>(_holder.Id)));
        await pause.ReachedAsync(purging);
        (await other.CanLockAsync("\"Holders\"")).Should().BeFalse("the purge holds the row already");
        await other.ExecuteAsync($"SET lock_timeout = '5s'; {InsertChild}");
        pause.Resume();
        await purging;

        (await CommittedAsync(context => context.Licences.CountAsync())).Should().Be(0, "the foreign key cascades");
    }

    [Theory]
    [InlineData(Ending.Commit)]
    [InlineData(Ending.Rollback)]
    public async Task Purge_OtherInsertsAChildAfterTheDelete_WaitsAndSeesTheOutcome(Ending ending)
    {
        await using var other = await Session.OpenAsync(Database);
        await using var context = NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();

        await new WriteOps<ShapesContext>(context).PurgeAsync(new Purger<Holder>(_holder.Id));
        var inserting = other.ExecuteAsync(InsertChild);
        await other.UntilItWaitsAsync(inserting);
        await (ending == Ending.Commit ? transaction.CommitAsync() : transaction.RollbackAsync());

        var error = await Record.ExceptionAsync(() => inserting);
        (error as PostgresException)?.SqlState.Should().Be(PostgresErrorCodes.ForeignKeyViolation);
        (error is not null).Should().Be(ending == Ending.Commit);
    }

    private Updater<Holder> Update(Action<Holder> apply) => new(UpdaterSpec.For(apply), _holder.Id);

    private sealed class PauseBeforeSave(Pause pause) : SaveChangesInterceptor
    {
        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            await pause.StopAsync();
            return result;
        }
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class TargetLockInWindowsTests(PostgreSqlTestProvider provider)
    : TargetLockTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class TargetLockItemByItemTests(PostgreSqlTestProvider provider)
    : TargetLockTests(provider, EngineSetting.ItemByItem);
