namespace Conditional.Bulk.Contracts.Operations;

/// <summary>The smallest model: notes with a unique text. Contexts differ in how they are constructed.</summary>
public abstract class NoteContextBase : DbContext
{
    protected NoteContextBase()
    {
    }

    protected NoteContextBase(DbContextOptions options) : base(options)
    {
    }

    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Note>().HasIndex(note => note.Text).IsUnique();
        modelBuilder.Entity<Note>().HasQueryFilter(note => !note.Hidden);
    }
}

public sealed class NoteContext(DbContextOptions<NoteContext> options) : NoteContextBase(options);

public sealed class Note
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public bool Hidden { get; set; }

    public static CreatorSpec<Note> New(string text) => CreatorSpec.For(() => new Note { Text = text });
}

public abstract class NoteTests(TestProvider provider, EngineSetting engine) : ContractTests<NoteContext>(provider, engine)
{
    protected Task<List<string>> NotesAsync() =>
        CommittedAsync(context => context.Notes.OrderBy(note => note.Id).Select(note => note.Text).ToListAsync());
}
