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

    /// <summary>
    /// Writes into the log of commits, as the last thing before a transaction's commit. On PostgreSQL under a lock that is held
    /// until the commit is visible, so the order of the log is the order of the commits; SQLite has one writer at a time anyway.
    /// The lock is taken after all gates and writes, so it does not protect them.
    /// </summary>
    public async Task LogCommitAsync(Commit commit)
    {
        if (Database.IsNpgsql()) await Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(1)");
        Commits.Add(commit);
        await SaveChangesAsync();
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
