namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Tables between which the model sees no connection: the database has them. Keys are the application's.</summary>
public sealed class DepotContext(DbContextOptions<DepotContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Crate>(crate =>
        {
            crate.HasKey(row => new { row.Id, row.Zone });
            crate.HasMany(row => row.Tags).WithOne().HasForeignKey(tag => new { tag.CrateId, tag.Zone });
        });
        modelBuilder.Entity<CrateInZoneOne>().HasKey(row => new { row.Id, row.Zone });
        modelBuilder.Entity<CrateByName>().HasKey(row => row.Id);
        modelBuilder.Entity<Owner>();
        modelBuilder.Entity<Lease>();
        modelBuilder.Entity<Stamp>();
        foreach (var entityType in modelBuilder.Model.GetEntityTypes())
        {
            entityType.SetTableName(entityType.ClrType.Name);
            entityType.FindProperty("Id")!.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
        }
    }
}

public class Crate
{
    public int Id { get; set; }

    public int Zone { get; set; } = 1;

    public List<Tag> Tags { get; } = [];
}

public sealed class Tag
{
    public int Id { get; set; }

    public int CrateId { get; set; }

    public int Zone { get; set; } = 1;
}

/// <summary>May be another name of <see cref="Crate"/>s in the database.</summary>
public sealed class CrateInZoneOne
{
    public int Id { get; set; }

    public int Zone { get; set; } = 1;
}

/// <summary>May be another name of <see cref="Crate"/>s in the database.</summary>
public sealed class CrateByName
{
    public int Id { get; set; }

    public int Zone { get; set; } = 1;
}

public sealed class Owner
{
    public int Id { get; set; }
}

/// <summary>May refer to an <see cref="Owner"/>; the model does not know.</summary>
public sealed class Lease
{
    public int Id { get; set; }

    public int OwnerId { get; set; }
}

public sealed class Stamp
{
    public int Id { get; set; }
}
