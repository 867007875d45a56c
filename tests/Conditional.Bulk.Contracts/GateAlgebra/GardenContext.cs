namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>Rows to write, and rows of many column types that gates look at. A query filter hides some of both.</summary>
public sealed class GardenContext(DbContextOptions<GardenContext> options) : DbContext(options)
{
    public DbSet<Plant> Plants => Set<Plant>();

    public DbSet<Permit> Permits => Set<Permit>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Plant>().HasQueryFilter(plant => !plant.IsHidden);
        modelBuilder.Entity<Permit>().HasQueryFilter(permit => !permit.IsHidden);
    }
}

public sealed class Plant
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int Version { get; set; } = 1;

    public bool IsHidden { get; set; }
}

public enum Season
{
    Spring,
    Autumn,
}

public sealed class Permit
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public Season Season { get; set; }

    public Guid Owner { get; set; }

    public DateTime GrantedAt { get; set; }

    public int? Quota { get; set; }

    public long Number { get; set; }

    public bool IsHidden { get; set; }
}
