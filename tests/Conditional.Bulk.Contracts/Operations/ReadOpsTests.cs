namespace Conditional.Bulk.Contracts.Operations;

public abstract class ReadOpsTests(TestProvider provider, EngineSetting engine) : NoteTests(provider, engine)
{
    [Fact]
    public async Task Query_ExistingRow_ReturnsItUntracked()
    {
        var note = await SeedNoteAsync("a");
        var ops = new ReadOps<NoteContext>(NewContext());

        var found = await ops.QueryAsync<Note>([note.Id]);

        found.Should().BeEquivalentTo(note);
        ops.Context.ChangeTracker.Entries().Should().BeEmpty();
    }

    [Fact]
    public async Task Query_AbsentRow_ReturnsNull()
    {
        await SeedNoteAsync("a");

        (await new ReadOps<NoteContext>(NewContext()).QueryAsync<Note>([int.MaxValue])).Should().BeNull();
    }

    [Fact]
    public async Task Query_RowHiddenByFilter_ReturnsNull()
    {
        var note = await SeedNoteAsync("a", hidden: true);

        (await new ReadOps<NoteContext>(NewContext()).QueryAsync<Note>([note.Id])).Should().BeNull();
    }

    [Fact]
    public async Task Query_RowThatTheContextTracksWithChanges_ReturnsTheDatabaseRow()
    {
        var note = await SeedNoteAsync("a");
        var ops = new ReadOps<NoteContext>(NewContext());
        var tracked = await ops.Context.Notes.SingleAsync();
        tracked.Text = "unsaved";

        var found = await ops.QueryAsync<Note>([note.Id]);

        found!.Text.Should().Be("a");
        found.Should().NotBeSameAs(tracked);
        tracked.Text.Should().Be("unsaved");
    }

    [Fact]
    public async Task Exists_RowsHiddenByFilter_DoNotCount()
    {
        await SeedNoteAsync("seen");
        await SeedNoteAsync("hidden", hidden: true);
        var ops = new ReadOps<NoteContext>(NewContext());

        (await ops.ExistsAsync(OnlyIf.Exists<Note>(note => note.Text == "seen"))).Should().BeTrue();
        (await ops.ExistsAsync(OnlyIf.Exists<Note>(note => note.Text == "hidden"))).Should().BeFalse();
        (await ops.ExistsAsync(OnlyIf.NotExists<Note>(note => note.Text == "hidden"))).Should().BeTrue();
    }

    [Fact]
    public async Task Query_InsideWriteAsync_SeesWhatTheVerbsWrote()
    {
        var text = await NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            var created = await ops.CreateAsync(Note.New("fresh"), token);
            return (await ops.QueryAsync<Note>([created.Id], token))?.Text;
        });

        text.Should().Be("fresh");
    }

    private async Task<Note> SeedNoteAsync(string text, bool hidden = false)
    {
        var note = new Note { Text = text, Hidden = hidden };
        await SeedAsync(note);
        return note;
    }
}
