using System.Data;
using Conditional.Bulk.Contracts.Locking;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>
/// Deadlocks and serialization failures end the whole call, and reach EF's execution strategy as transient: one that retries runs
/// the work again, from the start.
/// </summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class TransientErrorTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<LockingContext>(provider, engine)
{
    private readonly Note _a = new() { Text = "a" };
    private readonly Note _b = new() { Text = "b" };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(_a, _b);
    }

    [Fact]
    public async Task BulkUpdate_BatchesInOppositeOrder_OneSucceedsAndTheOtherThrowsATransientError()
    {
        var outcomes = await DeadlockAsync(NewOpsProvider());

        var thrown = outcomes.Select(outcome => outcome.Exception).OfType<Exception>().Should().ContainSingle().Subject;
        TransientAnswer(thrown).SqlState.Should().Be(PostgresErrorCodes.DeadlockDetected);
        (await RevisionsAsync()).Should().Equal(1, 1);
    }

    [Fact]
    public async Task BulkUpdate_BatchesInOppositeOrderWithRetries_BothSucceed()
    {
        var outcomes = await DeadlockAsync(NewOpsProvider(Retrying));

        outcomes.Should().OnlyContain(outcome => outcome.Exception == null);
        outcomes.Sum(outcome => outcome.Runs).Should().BeGreaterThanOrEqualTo(3, "the victim ran again, and may have met the other once more");
        (await RevisionsAsync()).Should().Equal(2, 2);
    }

    [Theory]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task BulkUpdate_RowChangedSinceTheSnapshot_ThrowsATransientErrorAndKeepsNothing(IsolationLevel isolationLevel)
    {
        var update = () => UpdateBehindTheSnapshotAsync(NewOpsProvider().WithIsolationLevel(isolationLevel));

        var thrown = (await update.Should().ThrowAsync<Exception>()).Which;
        TransientAnswer(thrown).SqlState.Should().Be(PostgresErrorCodes.SerializationFailure);
        (await RevisionsAsync()).Should().Equal(0, 10);
    }

    [Theory]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task BulkUpdate_RowChangedSinceTheSnapshotWithRetries_SucceedsOnce(IsolationLevel isolationLevel)
    {
        var runs = await UpdateBehindTheSnapshotAsync(NewOpsProvider(Retrying).WithIsolationLevel(isolationLevel));

        runs.Should().Be(2);
        (await RevisionsAsync()).Should().Equal(1, 11);
    }

    [Theory]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task BulkConditionalCreate_GateChangedSinceTheSnapshotWithRetries_IsRefused(IsolationLevel isolationLevel)
    {
        await SeedAsync(new Gate { Name = "gate" });
        await using var other = await Session.OpenAsync(Database);
        var runs = 0;

        var result = await NewOpsProvider(Retrying).WithIsolationLevel(isolationLevel).WriteAsync(async (ops, token) =>
        {
            await ops.Context.Gates.AnyAsync(token);
            if (++runs == 1) await other.ExecuteAsync("""UPDATE "Gates" SET "IsOpen" = false""");
            return await ops.BulkConditionalCreatePartialAsync<Note>(
                [new NoteSpec("note").OnlyIf(OpenGate.Named("gate"))], cancellationToken: token);
        });

        runs.Should().Be(2);
        result.Failed.Should().ContainSingle().Which.Kind.Should().Be(WriteFailureKind.NotAllowed);
    }

    [Theory]
    [InlineData(IsolationLevel.ReadCommitted, true)]
    [InlineData(IsolationLevel.Serializable, false)]
    public async Task BulkConditionalCreate_TwoGatesOnAbsence_OnlySerializableLetsOneWin(
        IsolationLevel isolationLevel, bool bothWin)
    {
        var pause = new Pause();
        var opsProvider = NewOpsProvider(Retrying).WithIsolationLevel(isolationLevel);

        var first = Task.Run(() => WriteUnlessThereIsAsync("second", "first", pause));
        await pause.ReachedAsync(first);
        await WriteUnlessThereIsAsync("first", "second");
        pause.Resume();

        (await first).HasFailures.Should().Be(!bothWin);
        (await CommittedAsync(context => context.Notes.CountAsync())).Should().Be(bothWin ? 4 : 3);

        Task<BulkResult<Note>> WriteUnlessThereIsAsync(string veto, string text, Pause? pause = null) => opsProvider.WriteAsync(
            (ops, token) => ops.BulkConditionalCreatePartialAsync<Note>(
                [new NoteSpec(text, pause).OnlyIf(OnlyIf.NotExists<Note>(note => note.Text == veto))], cancellationToken: token));
    }

    private void Retrying(DbContextOptionsBuilder options) => options.UseNpgsql(npgsql => npgsql
        .EnableRetryOnFailure(maxRetryCount: 5, maxRetryDelay: TimeSpan.FromMilliseconds(100), errorCodesToAdd: null)
        .UseConditionalBulk(Engine.Defaults));

    /// <summary>What Npgsql's execution strategies look at.</summary>
    private static PostgresException TransientAnswer(Exception thrown)
    {
        var answer = thrown.GetBaseException().Should().BeOfType<PostgresException>().Subject;
        answer.IsTransient.Should().BeTrue();
        return answer;
    }

    /// <summary>Two batches that increment both notes, each in the middle while it holds what the other one wants next. A window would lock both
    /// at once, and in the same order.</summary>
    private async Task<(int Runs, Exception? Exception)[]> DeadlockAsync(DbOpsProvider<LockingContext> opsProvider)
    {
        var (forth, back) = (new Pause(), new Pause());
        var first = Task.Run(() => IncrementAsync(_a, _b, forth));
        var second = Task.Run(() => IncrementAsync(_b, _a, back));
        await forth.ReachedAsync(first);
        await back.ReachedAsync(second);
        forth.Resume();
        back.Resume();
        return await Task.WhenAll(first, second);

        async Task<(int Runs, Exception? Exception)> IncrementAsync(Note one, Note another, Pause pause)
        {
            var runs = 0;
            try
            {
                var result = await opsProvider.WriteAsync((ops, token) =>
                {
                    runs++;
                    return ops.BulkUpdatePartialAsync(
                        [Increment(one, pause), Increment(another)], EngineSetting.ItemByItem.Defaults, token);
                });
                result.HasFailures.Should().BeFalse();
                return (runs, null);
            }
            catch (Exception exception) when (exception.GetBaseException() is PostgresException)
            {
                return (runs, exception);
            }
        }
    }

    /// <summary>Increments both notes, after another session has changed the second since the transaction's snapshot.</summary>
    /// <returns>How often the work ran.</returns>
    private async Task<int> UpdateBehindTheSnapshotAsync(DbOpsProvider<LockingContext> opsProvider)
    {
        var runs = 0;
        await using var other = await Session.OpenAsync(Database);
        await opsProvider.WriteAsync(async (ops, token) =>
        {
            await ops.Context.Notes.AnyAsync(token);
            if (++runs == 1) await other.ExecuteAsync("""UPDATE "Notes" SET "Revision" = 10 WHERE "Text" = 'b'""");
            var result = await ops.BulkUpdatePartialAsync([Increment(_a), Increment(_b)], cancellationToken: token);
            result.HasFailures.Should().BeFalse();
        });
        return runs;
    }

    private static Updater<Note> Increment(Note note, Pause? pause = null) => new(
        UpdaterSpec.For<Note>(row =>
        {
            pause?.Stop();
            row.Revision++;
        }),
        note.Id);

    private Task<List<int>> RevisionsAsync() =>
        CommittedAsync(context => context.Notes.OrderBy(note => note.Text).Select(note => note.Revision).ToListAsync());
}

[Collection(PostgreSqlCollection.Name)]
public sealed class TransientErrorInWindowsTests(PostgreSqlTestProvider provider)
    : TransientErrorTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class TransientErrorItemByItemTests(PostgreSqlTestProvider provider)
    : TransientErrorTests(provider, EngineSetting.ItemByItem);
