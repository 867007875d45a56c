using System.Data;

namespace Conditional.Bulk.Contracts.Operations;

/// <summary>What sessions see of each other, and that readers and writers do not wait for one another.</summary>
public abstract class IsolationTests(TestProvider provider, EngineSetting engine) : NoteTests(provider, engine)
{
    [Fact]
    public async Task Read_AtRepeatableReadWhileAnotherSessionCommits_SeesOneSnapshot()
    {
        await SeedAsync(new Note { Text = "a" });

        var (before, after) = await NewOpsProvider().WithIsolationLevel(IsolationLevel.RepeatableRead).ReadAsync(
            async (ops, token) =>
            {
                var before = await ops.Context.Notes.CountAsync(token);
                await NewOps().CreateAsync(Note.New("committed in between"), token);
                return (before, await ops.Context.Notes.CountAsync(token));
            });

        (before, after).Should().Be((1, 1));
        (await NotesAsync()).Should().Equal("a", "committed in between");
    }

    [Fact]
    public async Task Read_WhileAWriterHasUncommittedRows_DoesNotWaitAndDoesNotSeeThem()
    {
        var seen = await NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Note.New("uncommitted"), token);
            return await NewOpsProvider().ReadAsync((reads, inner) => reads.Context.Notes.CountAsync(inner), token);
        });

        seen.Should().Be(0);
        (await NotesAsync()).Should().Equal("uncommitted");
    }

    [Fact]
    public async Task Read_SeveralReads_RunInOneTransaction()
    {
        var (first, second) = await NewOpsProvider().ReadAsync(async (ops, token) =>
        {
            var transaction = ops.Context.Database.CurrentTransaction;
            await ops.ExistsAsync(OnlyIf.Exists<Note>(note => note.Text == "a"), token);
            return (transaction, ops.Context.Database.CurrentTransaction);
        });

        first.Should().NotBeNull();
        second.Should().BeSameAs(first);
    }
}
