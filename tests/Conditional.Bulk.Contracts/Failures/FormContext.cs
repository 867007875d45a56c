using System.ComponentModel.DataAnnotations.Schema;

namespace Conditional.Bulk.Contracts.Failures;

/// <summary>Properties in every place where a model can have them.</summary>
public sealed class FormContext(DbContextOptions<FormContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Form>(form =>
        {
            form.HasIndex(row => row.Code).IsUnique();
            form.HasIndex(row => new { row.Region, row.Number }).IsUnique();
            form.Property(row => row.Title).HasMaxLength(5);
            form.Property(row => row.Price).HasPrecision(6, 2);
            form.Property(row => row.Color).HasConversion<string>().HasMaxLength(5);
            form.HasOne<Clerk>().WithMany().HasForeignKey(row => row.ClerkId).OnDelete(DeleteBehavior.NoAction);
            form.OwnsOne(row => row.Address, address =>
            {
                address.Property(row => row.City).HasMaxLength(5);
                address.HasIndex(row => row.Zip).IsUnique();
            });
            form.ComplexProperty(row => row.Size, size => size.Property(row => row.Unit).HasMaxLength(3));
            form.ToTable(table => table.HasCheckConstraint("ck_forms_number", "\"Number\" >= 0"));
        });
        modelBuilder.Entity<LongForm>().HasIndex(row => row.Extra).IsUnique();
        modelBuilder.Entity<Page>(page =>
        {
            page.Property(row => row.Text).HasMaxLength(4);
            page.HasIndex(row => new { row.FormId, row.Number }).IsUnique();
            page.HasOne<Form>().WithMany(form => form.Pages).HasForeignKey(row => row.FormId).OnDelete(DeleteBehavior.NoAction);
        });
        modelBuilder.Entity<Stamped>(stamped =>
        {
            stamped.Property<string>("Stamp").HasDefaultValue("same");
            stamped.HasIndex("Stamp").IsUnique();
        });
    }
}

/// <summary>Another model of the same type.</summary>
public sealed class OtherFormContext(DbContextOptions<OtherFormContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Stamped>().Property<string>("Stamp");
}

public class Form
{
    public int Id { get; set; }

    public required string Code { get; set; }

    public string Region { get; set; } = "north";

    public int Number { get; set; }

    public string Title { get; set; } = "title";

    public decimal Price { get; set; }

    public FormColor Color { get; set; }

    public int? ClerkId { get; set; }

    public FormAddress Address { get; set; } = new();

    public FormSize Size { get; set; } = new();

    public List<Page> Pages { get; } = [];

    [NotMapped]
    public string Draft { get; set; } = "";
}

public enum FormColor
{
    Red,
    Ultramarine,
}

public sealed class LongForm : Form
{
    public string? Extra { get; set; }
}

public sealed class FormAddress
{
    public string City { get; set; } = "city";

    public string Zip { get; set; } = $"{Guid.NewGuid()}";
}

public sealed class FormSize
{
    public string Unit { get; set; } = "cm";
}

public sealed class Page
{
    public int Id { get; set; }

    public int FormId { get; set; }

    public int Number { get; set; }

    public string Text { get; set; } = "";
}

public sealed class Clerk
{
    public int Id { get; set; }
}

public sealed class Stamped
{
    public int Id { get; set; }
}
