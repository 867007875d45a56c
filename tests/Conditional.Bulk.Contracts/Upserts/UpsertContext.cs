namespace Conditional.Bulk.Contracts.Upserts;

/// <summary>Rows with keys of each kind.</summary>
public class UpsertContext(DbContextOptions<UpsertContext> options) : DbContext(options)
{
    public const string SoftDelete = nameof(SoftDelete);
    public const string Tenant = nameof(Tenant);
    public const int HiddenTenant = 13;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Setting>().HasKey(setting => setting.Name);
        modelBuilder.Entity<Counter>().Property(counter => counter.Id).ValueGeneratedNever();
        modelBuilder.Entity<Product>(product =>
        {
            product.HasIndex(row => row.Sku).IsUnique();
            product.HasIndex(row => row.Name).IsUnique();
            product.ToTable(table => table.HasCheckConstraint("CK_Price", "\"Price\" >= 0"));
        });
        modelBuilder.Entity<Country>().HasAlternateKey(country => country.Code);
        modelBuilder.Entity<Member>(member =>
        {
            member.HasIndex(row => new { row.TenantId, row.ExternalId }).IsUnique();
            member.HasQueryFilter(SoftDelete, row => !row.IsDeleted);
            member.HasQueryFilter(Tenant, row => row.TenantId != HiddenTenant);
        });
        modelBuilder.Entity<Badge>().HasQueryFilter(SoftDelete, row => !row.IsDeleted);
        modelBuilder.Entity<Coupon>().HasIndex(coupon => coupon.Code).IsUnique().HasFilter("\"IsActive\"");
        modelBuilder.Entity<Stock>().HasKey(stock => new { stock.Shop, stock.Article });
    }
}

/// <summary>Its primary key is text.</summary>
public sealed class Setting
{
    public required string Name { get; set; }

    public string Value { get; set; } = "";
}

/// <summary>Its primary key is the spec's.</summary>
public sealed class Counter
{
    public int Id { get; set; }

    public int Count { get; set; }
}

/// <summary>Two unique indexes, and a primary key that is the database's.</summary>
public sealed class Product
{
    public int Id { get; set; }

    public required string Sku { get; set; }

    public required string Name { get; set; }

    public decimal Price { get; set; }
}

/// <summary>An alternate key.</summary>
public sealed class Country
{
    public int Id { get; set; }

    public required string Code { get; set; }

    public string Name { get; set; } = "";
}

/// <summary>A unique index of two columns, of which one may be null, behind two query filters.</summary>
public sealed class Member
{
    public int Id { get; set; }

    public int TenantId { get; set; }

    public long? ExternalId { get; set; }

    public string Name { get; set; } = "";

    public bool IsDeleted { get; set; }
}

public sealed class Badge
{
    public int Id { get; set; }

    public int MemberId { get; set; }

    public bool IsDeleted { get; set; }
}

/// <summary>A unique index of which only some rows are.</summary>
public sealed class Coupon
{
    public int Id { get; set; }

    public required string Code { get; set; }

    public bool IsActive { get; set; }

    public int Uses { get; set; }
}

/// <summary>A composite primary key.</summary>
public sealed class Stock
{
    public int Shop { get; set; }

    public int Article { get; set; }

    public int Pieces { get; set; }
}
