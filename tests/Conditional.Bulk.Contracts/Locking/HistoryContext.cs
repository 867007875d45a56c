namespace Conditional.Bulk.Contracts.Locking;

/// <summary>Gates that a revoker opens and closes, the entries that writers make under them, and a log of all commits.</summary>
public sealed class HistoryContext(DbContextOptions<HistoryContext> options) : DbContext(options)
{
    public DbSet<Gate> Gates => Set<Gate>();

    public DbSet<Entry> Entries => Set<Entry>();

    public DbSet<Commit> Commits => Set<Commit>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Gate>().HasIndex(gate => gate.Name).IsUnique();
        modelBuilder.Entity<Entry>().ToTable(table => table.HasCheckConstraint("ck_entries_label", "\"Label\" <> ''"));
    }
}

public sealed class Entry
{
    public int Id { get; set; }

    /// <summary>Unique to its item, but not by a constraint: an item that is written twice shows.</summary>
    public required string Label { get; set; }

    public required string GateName { get; set; }

    public required string Batch { get; set; }
}

/// <summary>One committed transaction: a batch of a writer, or a change of a gate by the revoker.</summary>
public sealed class Commit
{
    public long Id { get; set; }

    public string? Batch { get; set; }

    public string? GateName { get; set; }

    public bool IsOpen { get; set; }
}
