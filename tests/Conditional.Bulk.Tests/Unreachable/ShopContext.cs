using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Tests.Unreachable;

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbContextOptions<ShopContext> Options { get; } = options;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Product>();
        modelBuilder.Entity<Book>();
        modelBuilder.Entity<Grant>();
        modelBuilder.Entity<Line>().HasKey(line => new { line.Order, line.Number });
        modelBuilder.Entity<Customer>(customer =>
        {
            customer.Property(row => row.Id).HasConversion(id => id.Value, value => new CustomerId(value));
            customer.OwnsOne(row => row.Address);
        });
        modelBuilder.Entity<Turnover>().HasNoKey();
        modelBuilder.Entity<Account>().Property(account => account.Version).IsConcurrencyToken();
        modelBuilder.Entity<Ledger>().Property(ledger => ledger.Version).IsConcurrencyToken();
        modelBuilder.Entity<Ledger>().Property<Guid>("Stamp").IsConcurrencyToken();
        modelBuilder.Entity<Article>(article =>
        {
            article.HasAlternateKey(row => row.Sku);
            article.HasIndex(row => new { row.Shop, row.Number }).IsUnique();
            article.HasIndex(row => row.Price);
            article.Property<Guid>("Code");
            article.HasIndex("Code").IsUnique();
            article.Property<int>("Computed").ValueGeneratedOnAddOrUpdate();
            article.HasIndex("Computed").IsUnique();
            article.HasQueryFilter("Live", row => row.Price > 0);
        });
        modelBuilder.Entity<Permit>().HasQueryFilter("Live", permit => permit.Shop > 0);
    }
}

public class Product
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

public class Book : Product;

public class Grant
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

/// <summary>Has a composite key.</summary>
public class Line
{
    public Guid Order { get; set; }

    public short Number { get; set; }
}

/// <summary>Has a strongly typed key, and owns an address.</summary>
public class Customer
{
    public CustomerId Id { get; set; }

    public Address Address { get; set; } = new();
}

public readonly record struct CustomerId(long Value);

public class Address
{
    public string City { get; set; } = "";
}

/// <summary>Has no key.</summary>
public class Turnover
{
    public decimal Amount { get; set; }
}

/// <summary>Has a concurrency token.</summary>
public class Account
{
    public int Id { get; set; }

    public uint Version { get; set; }
}

/// <summary>Has two concurrency tokens.</summary>
public class Ledger
{
    public int Id { get; set; }

    public int Version { get; set; }
}

/// <summary>Is not in the model.</summary>
public class Stranger
{
    public int Id { get; set; }
}

/// <summary>Has an alternate key, unique indexes, and a query filter with a name.</summary>
public class Article
{
    public int Id { get; set; }

    public string Sku { get; set; } = "";

    public int Shop { get; set; }

    public long? Number { get; set; }

    public decimal Price { get; set; }
}

/// <summary>Has a query filter of the same name.</summary>
public class Permit
{
    public int Id { get; set; }

    public int Shop { get; set; }
}
