namespace Conditional.Bulk.Contracts.Failures;

/// <summary>A table with every kind of constraint, tables around it, and a table that triggers write to.</summary>
public sealed class WarehouseContext(DbContextOptions<WarehouseContext> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    public DbSet<Part> Parts => Set<Part>();

    public DbSet<Shelf> Shelves => Set<Shelf>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Item>(item =>
        {
            item.HasIndex(row => row.Code, "ux_items_code").IsUnique();
            item.HasIndex(row => new { row.Region, row.Number }, "ux_items_region_number").IsUnique();
            item.HasAlternateKey(row => row.Serial).HasName("ak_items_serial");
            item.HasOne<Shelf>().WithMany().HasForeignKey(row => row.ShelfId)
                .HasConstraintName("fk_items_shelf").OnDelete(DeleteBehavior.NoAction);
            item.ToTable(table => table.HasCheckConstraint("ck_items_amount", "\"Amount\" > 0"));
            item.Property(row => row.Version).IsConcurrencyToken();
            item.Property(row => row.Brief).HasMaxLength(10);
            item.Property(row => row.Price).HasPrecision(6, 2);
            item.Property(row => row.Rating).HasConversion(stars => Stars.ToDatabase(stars), stars => stars);
        });
        modelBuilder.Entity<Part>(part =>
        {
            part.HasOne<Item>().WithMany(item => item.Parts).HasForeignKey(row => row.ItemId)
                .HasConstraintName("fk_parts_item").OnDelete(DeleteBehavior.NoAction);
            part.ToTable(table => table.HasCheckConstraint("ck_parts_quantity", "\"Quantity\" > 0"));
        });
        modelBuilder.Entity<Seal>().HasOne<Item>().WithMany().HasForeignKey(row => row.ItemId)
            .HasConstraintName("fk_seals_item").OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class Item
{
    public int Id { get; set; }

    public required string Code { get; set; }

    public required string Serial { get; set; }

    public string Region { get; set; } = "north";

    public int Number { get; set; }

    public int Amount { get; set; } = 1;

    public string Label { get; set; } = "label";

    /// <summary>What the triggers of the tests look at.</summary>
    public string? Note { get; set; }

    public int? ShelfId { get; set; }

    public int Version { get; set; }

    public string? Brief { get; set; }

    public decimal? Price { get; set; }

    public DateTime? CheckedAt { get; set; }

    public int? From { get; set; }

    public int? To { get; set; }

    public int Rating { get; set; }

    public List<Part> Parts { get; } = [];
}

public sealed class Part
{
    public int Id { get; set; }

    public int ItemId { get; set; }

    public int Quantity { get; set; } = 1;
}

public sealed class Seal
{
    public int Id { get; set; }

    public int ItemId { get; set; }
}

public sealed class Shelf
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

public sealed class AuditRow
{
    public int Id { get; set; }

    public required string Verb { get; set; }

    public required string Code { get; set; }
}

/// <summary>A value converter that does not take every value.</summary>
public static class Stars
{
    public static int ToDatabase(int stars) =>
        stars <= 5 ? stars : throw new FormatException($"{stars} is more than five stars.");
}
