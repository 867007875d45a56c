namespace Conditional.Bulk.Contracts.Locking;

/// <summary>Gates that open and close, and notes that they guard.</summary>
public sealed class LockingContext(DbContextOptions<LockingContext> options) : DbContext(options)
{
    public DbSet<Gate> Gates => Set<Gate>();

    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Note>().HasIndex(note => note.Text).IsUnique();
}

public sealed class Gate
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public bool IsOpen { get; set; } = true;
}

public sealed class Note
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public int Revision { get; set; }
}

/// <summary>Creates a note, and stops on the way if it is given a pause.</summary>
public sealed class NoteSpec(string text, Pause? pause = null) : CreatorSpec<Note>
{
    public int Calls { get; private set; }

    public override Note BuildEntity()
    {
        Calls++;
        pause?.Stop();
        return new Note { Text = text };
    }
}

public static class OpenGate
{
    public static OnlyIf Named(string name) => OnlyIf.Exists<Gate>(gate => gate.Name == name && gate.IsOpen);
}
