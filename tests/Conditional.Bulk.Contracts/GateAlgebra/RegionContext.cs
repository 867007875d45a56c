namespace Conditional.Bulk.Contracts.GateAlgebra;

/// <summary>Orders of regions, and who may write them. A query filter hides roles of other tenants; there is none on visits.</summary>
public sealed class RegionContext(DbContextOptions<RegionContext> options) : DbContext(options)
{
    public const int Tenant = 7;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RegionOrder>().HasQueryFilter(order => !order.IsHidden);
        modelBuilder.Entity<RegionRole>().HasQueryFilter(role => role.Tenant == Tenant);
        modelBuilder.Entity<RegionVisit>();
    }
}

public sealed class RegionOrder
{
    public int Id { get; set; }

    public string Region { get; set; } = "";

    public string Note { get; set; } = "";

    public int? ParentId { get; set; }

    public bool IsClosed { get; set; }

    public bool IsHidden { get; set; }
}

public sealed class RegionRole
{
    public int Id { get; set; }

    public string User { get; set; } = "";

    public string Region { get; set; } = "";

    public int Tenant { get; set; } = RegionContext.Tenant;
}

public sealed class RegionVisit
{
    public int Id { get; set; }

    public string User { get; set; } = "";

    public string Region { get; set; } = "";

    public List<RegionGuest> Guests { get; } = [];
}

public sealed class RegionGuest
{
    public int Id { get; set; }
}
