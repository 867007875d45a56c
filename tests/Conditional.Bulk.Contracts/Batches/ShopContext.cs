namespace Conditional.Bulk.Contracts.Batches;

/// <summary>Customers, their orders, and bills on nobody's account: three entity types for one batch.</summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Customer>(customer =>
        {
            customer.Property(row => row.Id).ValueGeneratedNever();
            customer.HasIndex(row => row.Name).IsUnique();
        });
        modelBuilder.Entity<Order>(order =>
        {
            order.Property(row => row.Id).ValueGeneratedNever();
            order.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<Line>(line =>
        {
            line.Property(row => row.Id).ValueGeneratedNever();
            line.HasOne<Order>().WithMany().HasForeignKey(row => row.OrderId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<Bill>().HasIndex(bill => bill.Number).IsUnique();
    }
}

public sealed class Customer
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public bool IsDeleted { get; set; }
}

/// <summary>Keeps its customer from being deleted.</summary>
public sealed class Order
{
    public int Id { get; set; }

    public int CustomerId { get; set; }

    public string Note { get; set; } = "";
}

/// <summary>Goes with its order.</summary>
public sealed class Line
{
    public int Id { get; set; }

    public int OrderId { get; set; }
}

/// <summary>Its key is the database's.</summary>
public sealed class Bill
{
    public int Id { get; set; }

    public required string Number { get; set; }
}
