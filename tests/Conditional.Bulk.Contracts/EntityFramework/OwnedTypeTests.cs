namespace Conditional.Bulk.Contracts.EntityFramework;

/// <summary>What EF loads and writes together with a row: owned types, split tables, complex types.</summary>
public abstract class OwnedTypeTests(TestProvider provider, EngineSetting engine)
    : RoundTripTests<OwnedTypeContext>(provider, engine)
{
    [Fact]
    public Task CreateUpdatePurge_OwnedInSameTable_FailingItemsLeaveNothing() => RoundTripAsync(
        name => new OwnerInTable { Name = name, Address = new Address { Street = "old", City = "Oslo" } },
        (row, name) => row.Address!.Street = name,
        row => [row.Id]);

    [Fact]
    public Task CreateUpdatePurge_OwnedInOwnTable_FailingItemsLeaveNothing() => RoundTripAsync(
        name => new OwnerBesideTable { Name = name, Address = new Address { Street = "old", City = "Oslo" } },
        (row, name) => row.Address!.Street = name,
        row => [row.Id]);

    [Fact]
    public Task CreateUpdatePurge_OwnedCollection_FailingItemsLeaveNothing() => RoundTripAsync(
        name => new OwnerOfMany { Name = name, Addresses = [Address("one"), Address("two")] },
        (row, name) =>
        {
            row.Addresses.RemoveAll(address => address.Street == "one");
            row.Addresses.Single().Street = name;
            row.Addresses.Add(Address("three"));
        },
        row => [row.Id]);

    [Fact]
    public Task CreateUpdatePurge_ComplexType_FailingItemsLeaveNothing() => RoundTripAsync(
        name => new WithComplexType { Name = name, Price = new Price { Amount = 10m, Currency = new Currency("EUR") } },
        (row, name) => (row.Price.Amount, row.Price.Currency) = (name.Length, new Currency(name)),
        row => [row.Id]);

    [Fact]
    public Task CreateUpdatePurge_TableSplitting_FailingItemsLeaveNothing() => RoundTripAsync(
        name => new SplitRow { Name = name, Details = new SplitDetails { Text = "old" } },
        (row, name) => row.Details!.Text = name,
        row => [row.Id]);

    [Fact]
    public Task CreateUpdatePurge_EntitySplitOverTables_FailingItemsLeaveNothing() => RoundTripAsync(
        name => new EntityOverTwoTables { Name = name, Text = "old" },
        (row, name) => row.Text = name,
        row => [row.Id]);

    [Fact]
    public async Task Update_ReplacesAndRemovesOwned_RowsFollow()
    {
        var (replaced, removed) = (NewOwner("replaced"), NewOwner("removed"));
        await SeedAsync(replaced, removed);

        var result = await NewOps().BulkUpdatePartialAsync<OwnerBesideTable>(
        [
            new(UpdaterSpec.For<OwnerBesideTable>(row => row.Address = Address("new")), replaced.Id),
            new(UpdaterSpec.For<OwnerBesideTable>(row => row.Address = null), removed.Id),
        ]);

        result.HasFailures.Should().BeFalse();
        var streets = await CommittedAsync(context =>
            context.Set<OwnerBesideTable>().ToDictionaryAsync(row => row.Name, row => row.Address?.Street));
        streets.Should().Equal(new Dictionary<string, string?> { ["replaced"] = "new", ["removed"] = null });

        static OwnerBesideTable NewOwner(string name) => new() { Name = name, Address = Address("old") };
    }

    private static Address Address(string street) => new() { Street = street, City = "Oslo" };
}

public sealed class OwnedTypeContext(DbContextOptions<OwnedTypeContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OwnerInTable>().OwnsOne(row => row.Address);
        modelBuilder.Entity<OwnerBesideTable>().OwnsOne(row => row.Address, address => address.ToTable("OwnedAddress"));
        modelBuilder.Entity<OwnerOfMany>().OwnsMany(row => row.Addresses, address =>
        {
            address.ToTable("OwnedAddresses");
            address.Property<Guid>("Id");
            address.HasKey("Id");
        });
        modelBuilder.Entity<WithComplexType>().ComplexProperty(row => row.Price).ComplexProperty(price => price.Currency);
        modelBuilder.Entity<SplitRow>().ToTable("Split").HasOne(row => row.Details).WithOne().HasForeignKey<SplitDetails>();
        modelBuilder.Entity<SplitRow>().Navigation(row => row.Details).IsRequired().AutoInclude();
        modelBuilder.Entity<SplitDetails>().ToTable("Split");
        modelBuilder.Entity<EntityOverTwoTables>().SplitToTable("Texts", texts => texts.Property(row => row.Text));

        foreach (var entityType in modelBuilder.Model.GetEntityTypes().Where(type => type.FindProperty("Name") is not null))
        {
            entityType.AddIndex(entityType.FindProperty("Name")!).IsUnique = true;
        }
    }
}

public sealed class Address
{
    public required string Street { get; set; }

    public required string City { get; set; }
}

public sealed class OwnerInTable : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public Address? Address { get; set; }
}

public sealed class OwnerBesideTable : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public Address? Address { get; set; }
}

public sealed class OwnerOfMany : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public List<Address> Addresses { get; set; } = [];
}

public sealed class Price
{
    public decimal Amount { get; set; }

    public required Currency Currency { get; set; }
}

public sealed record Currency(string Code);

public sealed class WithComplexType : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required Price Price { get; set; }
}

public sealed class SplitRow : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public SplitDetails? Details { get; set; }
}

public sealed class SplitDetails
{
    public int Id { get; set; }

    public required string Text { get; set; }
}

public sealed class EntityOverTwoTables : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required string Text { get; set; }
}
