namespace Conditional.Bulk.Contracts.Checks;

/// <summary>A table whose constraints are translated into exceptions of the domain.</summary>
public sealed class StockContext(DbContextOptions<StockContext> options) : DbContext(options)
{
    public DbSet<Article> Articles => Set<Article>();

    public DbSet<Supplier> Suppliers => Set<Supplier>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Article>(article =>
    {
        article.HasIndex(row => row.Name, "ux_articles_name").IsUnique();
        article.HasIndex(row => row.Number, "ux_articles_number").IsUnique();
        article.HasOne<Supplier>().WithMany().HasForeignKey(row => row.SupplierId)
            .HasConstraintName("fk_articles_supplier").OnDelete(DeleteBehavior.NoAction);
        article.HasOne<Article>().WithMany().HasForeignKey(row => row.PartOfId)
            .HasConstraintName("fk_articles_part_of").OnDelete(DeleteBehavior.NoAction);
        article.ToTable(table => table.HasCheckConstraint("ck_articles_stock", "\"Stock\" >= 0"));
        article.Property(row => row.Rating).HasConversion(
            rating => rating >= 0 ? rating : Refuse(rating), rating => rating);
    });

    private static int Refuse(int rating) => throw new FormatException($"{rating} is no rating.");
}

public sealed class Article
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public int Number { get; set; }

    public int Stock { get; set; }

    public int Rating { get; set; }

    public int? SupplierId { get; set; }

    public int? PartOfId { get; set; }
}

public sealed class Supplier
{
    public int Id { get; set; }
}

/// <summary>The domain's exception, with the failure that it was made from.</summary>
public sealed class StockException(string name, WriteFailure failure) : Exception(name)
{
    public WriteFailure Original => failure;
}
