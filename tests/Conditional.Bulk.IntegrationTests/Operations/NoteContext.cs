namespace Conditional.Bulk.IntegrationTests.Operations;

/// <summary>The smallest model: notes with a unique text.</summary>
public sealed class NoteContext(DbContextOptions<NoteContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Note>().HasIndex(note => note.Text).IsUnique();
        modelBuilder.Entity<Note>().HasQueryFilter(note => !note.Hidden);
    }
}

public sealed class Note
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public bool Hidden { get; set; }

    public static CreatorSpec<Note> New(string text) => CreatorSpec.For(() => new Note { Text = text });
}

public abstract class NoteTests(TestProvider provider) : ContractTests<NoteContext>(provider)
{
    protected Task<List<string>> NotesAsync() =>
        CommittedAsync(context => context.Notes.OrderBy(note => note.Id).Select(note => note.Text).ToListAsync());
}
