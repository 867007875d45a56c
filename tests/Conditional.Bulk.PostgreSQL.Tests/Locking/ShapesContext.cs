using Conditional.Bulk.Contracts.Locking;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>One entity type for each way of mapping that locks depend on.</summary>
public sealed class ShapesContext(DbContextOptions<ShapesContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    public DbSet<Holder> Holders => Set<Holder>();

    public DbSet<Licence> Licences => Set<Licence>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Licence>(licence =>
        {
            licence.HasOne(row => row.Holder).WithMany(holder => holder.Licences).IsRequired();
            licence.HasOne(row => row.Sponsor).WithMany();
        });

        modelBuilder.Entity<Card>();
        modelBuilder.Entity<GoldCard>();
        modelBuilder.Entity<Vehicle>().ToTable("Vehicles");
        modelBuilder.Entity<Truck>().ToTable("Trucks");
        modelBuilder.Entity<Animal>().UseTpcMappingStrategy();
        modelBuilder.Entity<Cat>().ToTable("Cats");
        modelBuilder.Entity<Dog>().ToTable("Dogs");

        modelBuilder.Entity<Person>().OwnsOne(person => person.Address);
        modelBuilder.Entity<Person>().Navigation(person => person.Address).IsRequired();
        modelBuilder.Entity<Profile>().ToTable("Profiles")
            .SplitToTable("ProfileTexts", texts => texts.Property(profile => profile.Text));
        modelBuilder.Entity<Badge>().OwnsOne(badge => badge.Rights, rights => rights.ToJson());
        modelBuilder.Entity<Account>().Property(account => account.Id)
            .HasConversion(id => $"account-{id.Value}", text => new AccountId(int.Parse(text.Substring("account-".Length))));
        modelBuilder.Entity<Line>().HasKey(line => new { line.OrderNumber, line.Position });
        modelBuilder.Entity<Setting>().ToTable("Settings", "configuration");

        modelBuilder.Entity<Keyword>(keyword =>
        {
            keyword.ToTable("GROUP BY \"x\" (y)", "LEFT JOIN");
            keyword.Property(row => row.Id).HasColumnName("UNION 'id'");
            keyword.Property(row => row.Text).HasColumnName("select");
            keyword.Property(row => row.Count).HasColumnName("SELECT DISTINCT --");
        });

        modelBuilder.Entity<Document>().HasQueryFilter(document => document.Tags.Any(tag => tag.IsPublic));
        modelBuilder.Entity<ActiveLicence>().HasNoKey().ToView("ActiveLicences");
        modelBuilder.Entity<DollarLicence>().HasNoKey().ToView("v$licences");
        modelBuilder.Entity<ReportedLicence>().HasNoKey().ToView("Licences", "reports");
        modelBuilder.Entity<HolderCount>().HasNoKey().ToSqlQuery("""
            select l."HolderId" as "HolderId", count(*)::int as "Count" from "Licences" as l group by l."HolderId"
            """);
        modelBuilder.Entity<FunctionRow>().HasNoKey().ToFunction("licences_of_all");
        modelBuilder.Entity<DollarFunctionRow>().HasNoKey().ToFunction("f$licences");
    }

    /// <summary>What EF maps, but does not create.</summary>
    public Task CreateViewsAndFunctionsAsync() => Database.ExecuteSqlRawAsync("""
        CREATE SCHEMA reports;
        CREATE VIEW "ActiveLicences" AS SELECT "Name" FROM "Licences" WHERE EXISTS (SELECT 1 FROM "Holders" WHERE "IsActive");
        CREATE VIEW v$licences AS SELECT * FROM "ActiveLicences";
        CREATE VIEW reports."Licences" AS SELECT * FROM "ActiveLicences";
        CREATE FUNCTION licences_of_all() RETURNS TABLE ("Name" text) LANGUAGE sql AS 'SELECT "Name" FROM "Licences"';
        CREATE FUNCTION f$licences() RETURNS TABLE ("Name" text) LANGUAGE sql AS 'SELECT "Name" FROM "Licences"';
        """);
}

public sealed class Holder
{
    public int Id { get; set; }

    public bool IsActive { get; set; } = true;

    public List<Licence> Licences { get; } = [];
}

public sealed class Licence
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public string? Alias { get; set; }

    public Holder Holder { get; set; } = null!;

    public Holder? Sponsor { get; set; }
}

public class Card
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

public sealed class GoldCard : Card
{
    public int Limit { get; set; }
}

public class Vehicle
{
    public int Id { get; set; }

    public int Wheels { get; set; }
}

public sealed class Truck : Vehicle
{
    public int Load { get; set; }
}

public abstract class Animal
{
    public int Id { get; set; }

    public int Age { get; set; }
}

public sealed class Cat : Animal;

public sealed class Dog : Animal;

public sealed class Person
{
    public int Id { get; set; }

    public int Age { get; set; }

    public required Address Address { get; set; }
}

public sealed class Address
{
    public required string City { get; set; }

    public int Number { get; set; }
}

public sealed class Profile
{
    public int Id { get; set; }

    public int Views { get; set; }

    public required string Text { get; set; }
}

public sealed class Badge
{
    public int Id { get; set; }

    public required Rights Rights { get; set; }
}

public sealed class Rights
{
    public bool MayWrite { get; set; }
}

public readonly record struct AccountId(int Value);

public sealed class Account
{
    public AccountId Id { get; set; }

    public int Balance { get; set; }
}

public sealed class Line
{
    public int OrderNumber { get; set; }

    public string Position { get; set; } = "";

    public int Count { get; set; }
}

public sealed class Setting
{
    public int Id { get; set; }

    public int Value { get; set; }
}

public sealed class Keyword
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public int Count { get; set; }
}

public sealed class Document
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public List<Tag> Tags { get; } = [];
}

public sealed class Tag
{
    public int Id { get; set; }

    public bool IsPublic { get; set; } = true;
}

public sealed class ActiveLicence
{
    public required string Name { get; set; }
}

public sealed class DollarLicence
{
    public required string Name { get; set; }
}

public sealed class ReportedLicence
{
    public required string Name { get; set; }
}

public sealed class HolderCount
{
    public int HolderId { get; set; }

    public int Count { get; set; }
}

public sealed class FunctionRow
{
    public required string Name { get; set; }
}

public sealed class DollarFunctionRow
{
    public required string Name { get; set; }
}
