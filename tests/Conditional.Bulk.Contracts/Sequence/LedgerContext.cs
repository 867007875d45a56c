namespace Conditional.Bulk.Contracts.Sequence;

/// <summary>Rows with a unique name and each kind of key.</summary>
public sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    public DbSet<Entry> Entries => Set<Entry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Entry>(entry =>
        {
            entry.HasIndex(row => row.Name).IsUnique();
            entry.ToTable(table => table.HasCheckConstraint("ck_entries_amount", "\"Amount\" >= 0"));
        });
        modelBuilder.Entity<GuidEntry>().HasIndex(row => row.Name).IsUnique();
        modelBuilder.Entity<TextEntry>().HasIndex(row => row.Name).IsUnique();
    }
}

public interface INamed
{
    string Name { get; }
}

public sealed class Entry : INamed
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int Amount { get; set; }
}

public sealed class GuidEntry : INamed
{
    public Guid Id { get; set; }

    public required string Name { get; set; }
}

public sealed class TextEntry : INamed
{
    public required string Id { get; set; }

    public required string Name { get; set; }
}
