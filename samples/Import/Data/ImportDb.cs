using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Import.Data;

public sealed class ImportDb(DbContextOptions<ImportDb> options) : DbContext(options)
{
    /// <summary>The schema of the tables on PostgreSQL; SQLite has none.</summary>
    public const string Schema = "conditional_bulk_import";

    public const string PriceCheck = "ck_products_price";
    public const string SkuLengthCheck = "ck_products_sku_length";
    public const string NameLengthCheck = "ck_products_name_length";

    public static IReadOnlyList<string> Categories { get; } = ["books", "clothes", "food", "games", "garden", "music", "office", "tools"];

    public DbSet<Product> Products => Set<Product>();

    public DbSet<ImportRun> Runs => Set<ImportRun>();

    public DbSet<Reject> Rejects => Set<Reject>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Database.IsNpgsql()) modelBuilder.HasDefaultSchema(Schema);

        modelBuilder.Entity<Category>(category =>
        {
            category.ToTable("categories");
            category.HasKey(c => c.Code);
            category.HasData(Categories.Select(code => new Category { Code = code }));
        });
        modelBuilder.Entity<Product>(ConfigureProduct);
        modelBuilder.Entity<ImportRun>(run =>
        {
            run.ToTable("import_runs");
            run.HasIndex(r => r.FileHash).IsUnique();
        });
        modelBuilder.Entity<Reject>(reject =>
        {
            reject.ToTable("import_rejects");
            reject.HasKey(r => new { r.RunId, r.Line });
            reject.HasOne<ImportRun>().WithMany().HasForeignKey(r => r.RunId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void ConfigureProduct(EntityTypeBuilder<Product> product)
    {
        product.ToTable("products", table =>
        {
            // SQLite keeps decimals as text, and texts of any length.
            table.HasCheckConstraint(PriceCheck, """CAST("Price" AS numeric) >= 0""");
            table.HasCheckConstraint(SkuLengthCheck, $"""length("Sku") <= {Product.MaxSkuLength}""");
            table.HasCheckConstraint(NameLengthCheck, $"""length("Name") <= {Product.MaxNameLength}""");
        });
        product.HasIndex(p => p.Sku).IsUnique();
        product.Property(p => p.Sku).HasMaxLength(Product.MaxSkuLength);
        product.Property(p => p.Name).HasMaxLength(Product.MaxNameLength);
        product.Property(p => p.Price).HasPrecision(12, 2);
        product.HasOne<Category>().WithMany().HasForeignKey(p => p.CategoryCode).OnDelete(DeleteBehavior.Restrict);
    }
}
