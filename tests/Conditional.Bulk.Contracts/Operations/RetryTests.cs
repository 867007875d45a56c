using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Contracts.Operations;

/// <summary>Under an execution strategy that retries, every attempt starts fresh and only the last one counts.</summary>
public abstract class RetryTests(TestProvider provider, EngineSetting engine) : NoteTests(provider, engine)
{
    [Fact]
    public async Task Write_WorkFailsTransiently_RunsAgainOnAFreshContextAndNothingIsDoubled()
    {
        var contexts = new List<NoteContext>();

        var result = await NewOpsProvider(options => options.RetryTransientExceptions()).WriteAsync(async (ops, token) =>
        {
            contexts.Add(ops.Context);
            var bulk = await ops.BulkCreatePartialAsync([Note.New("a"), Note.New("a"), Note.New("b")], cancellationToken: token);
            ops.Context.Add(new Note { Text = "own" });
            await ops.Context.SaveChangesAsync(token);
            if (contexts.Count < 3) throw new TransientException();
            return bulk;
        });

        contexts.Should().HaveCount(3).And.OnlyHaveUniqueItems();
        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        var ids = await CommittedAsync(context => context.Notes.OrderBy(note => note.Id).Select(note => note.Id).ToListAsync());
        ids.Should().HaveCount(3).And.StartWith(result.Succeeded.Select(note => note.Id));
    }

    [Fact]
    public async Task Read_WorkFailsTransiently_ReturnsTheResultOfTheLastAttempt()
    {
        var attempts = 0;

        var result = await NewOpsProvider(options => options.RetryTransientExceptions()).ReadAsync((_, _) =>
            ++attempts < 2 ? throw new TransientException() : Task.FromResult(attempts));

        result.Should().Be(2);
    }

    [Fact]
    public async Task Write_WorkKeepsFailingTransiently_ThrowsAndNothingIsKept()
    {
        var attempts = 0;

        var write = () => NewOpsProvider(options => options.RetryTransientExceptions()).WriteAsync(async (ops, token) =>
        {
            attempts++;
            await ops.CreateAsync(Note.New("a"), token);
            throw new TransientException();
        });

        (await write.Should().ThrowAsync<Exception>()).Which.GetBaseException().Should().BeOfType<TransientException>();
        attempts.Should().Be(4);
        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task BulkCreate_CommitFailsTransientlyWithoutATransaction_WholeCallIsRetried()
    {
        var fails = new FailsFirstCommit();
        var calls = 0;
        var ops = NewOps(options => options.RetryTransientExceptions().AddInterceptors(fails));

        var result = await ops.BulkCreatePartialAsync([Count("a"), Count("a"), Count("b")]);

        calls.Should().Be(6);
        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await NotesAsync()).Should().Equal("a", "b");

        CreatorSpec<Note> Count(string text) => CreatorSpec.For(() =>
        {
            calls++;
            return new Note { Text = text };
        });
    }

    [Fact]
    public async Task UpdateAndPurge_CommitFailsTransientlyWithoutATransaction_AppliedOnce()
    {
        var (a, b) = (new Note { Text = "a" }, new Note { Text = "b" });
        await SeedAsync(a, b);

        var updated = await RetriedOps().UpdateAsync(new Updater<Note>(UpdaterSpec.For<Note>(note => note.Text += "!"), a.Id));
        var purged = await RetriedOps().PurgeAsync(new Purger<Note>(b.Id));

        updated.Text.Should().Be("a!");
        purged.Text.Should().Be("b");
        (await NotesAsync()).Should().Equal("a!");

        WriteOps<NoteContext> RetriedOps() =>
            NewOps(options => options.RetryTransientExceptions().AddInterceptors(new FailsFirstCommit()));
    }

    [Fact]
    public async Task Create_OwnTransactionInsideAStrategy_JoinsItAndIsNotRetriedAlone()
    {
        var ops = NewOps(options => options.RetryTransientExceptions());
        var attempts = 0;

        await ops.Context.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            attempts++;
            await using var transaction = await ops.Context.Database.BeginTransactionAsync();
            await ops.CreateAsync(Note.New("a"));
            if (attempts == 1) throw new TransientException();
            await transaction.CommitAsync();
        });

        attempts.Should().Be(2);
        (await NotesAsync()).Should().Equal("a");
    }

    private sealed class FailsFirstCommit : DbTransactionInterceptor
    {
        private bool _failed;

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction,
            TransactionEventData eventData,
            InterceptionResult result,
            CancellationToken cancellationToken = default)
        {
            if (_failed) return ValueTask.FromResult(result);

            _failed = true;
            throw new TransientException();
        }
    }
}
