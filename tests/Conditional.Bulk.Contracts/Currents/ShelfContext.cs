namespace Conditional.Bulk.Contracts.Currents;

/// <summary>Boxes, behind two query filters, with unique constraints of each kind.</summary>
public class ShelfContext(DbContextOptions<ShelfContext> options) : DbContext(options)
{
    public const string SoftDelete = nameof(SoftDelete);
    public const string Tenant = nameof(Tenant);
    public const int HiddenTenant = 13;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Box>(box =>
        {
            box.HasIndex(row => row.Label).IsUnique();
            box.HasIndex(row => new { row.Row, row.Place }).IsUnique();
            box.HasAlternateKey(row => row.Barcode);
            box.HasIndex(row => row.Slot).IsUnique().HasFilter("\"IsActive\"");
            box.Property(row => row.Version).IsConcurrencyToken();
            box.OwnsOne(row => row.Seal, seal => seal.HasIndex(row => row.Number).IsUnique());
            box.HasQueryFilter(SoftDelete, row => !row.IsDeleted);
            box.HasQueryFilter(Tenant, row => row.TenantId != HiddenTenant);
        });
        modelBuilder.Entity<Part>(part =>
        {
            part.HasIndex(row => row.Serial).IsUnique();
            part.HasOne<Box>().WithMany(box => box.Parts).HasForeignKey(row => row.BoxId);
        });
        modelBuilder.Entity<Tag>(tag =>
        {
            tag.HasKey(row => row.Name);
            tag.HasQueryFilter(row => !Set<HiddenTag>().Any(hidden => hidden.Name == row.Name));
        });
        modelBuilder.Entity<HiddenTag>().HasKey(row => row.Name);
        modelBuilder.Entity<Grant>();
    }
}

public sealed class Box
{
    public int Id { get; set; }

    public required string Label { get; set; }

    public string Barcode { get; set; } = $"{Guid.NewGuid()}";

    public string? Row { get; set; }

    public int? Place { get; set; }

    public string? Slot { get; set; }

    public bool IsActive { get; set; }

    public string Note { get; set; } = "";

    public int Version { get; set; }

    public int TenantId { get; set; }

    public bool IsDeleted { get; set; }

    public Seal? Seal { get; set; }

    public List<Part> Parts { get; } = [];
}

/// <summary>Owned, in the table of its box.</summary>
public sealed class Seal
{
    public required string Number { get; set; }
}

public sealed class Part
{
    public int Id { get; set; }

    public int BoxId { get; set; }

    public required string Serial { get; set; }

    public string Note { get; set; } = "";
}

/// <summary>Its query filter reads another table.</summary>
public sealed class Tag
{
    public required string Name { get; set; }

    public string Note { get; set; } = "";
}

public sealed class HiddenTag
{
    public required string Name { get; set; }
}

public sealed class Grant
{
    public int Id { get; set; }

    public required string User { get; set; }

    public required string Note { get; set; }
}
