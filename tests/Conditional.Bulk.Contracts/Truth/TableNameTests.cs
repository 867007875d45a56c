using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>A gate that reads the written table under another name sees what was written.</summary>
public abstract class TableNameTests(TestProvider provider) : TruthTests<ShelfContext>(provider)
{
    [Fact]
    public Task BulkConditionalCreate_GateOnTheSecondNameOfTheTable_SeesEarlierItems() => ShouldSeeEarlierItemsAsync(
        name => OnlyIf.NotExists<SameShelf>(shelf => shelf.Name == name));

    [Fact]
    public Task BulkConditionalCreate_GateOnAViewOfTheTable_SeesEarlierItems() => ShouldSeeEarlierItemsAsync(
        name => OnlyIf.NotExists<ViewedShelf>(shelf => shelf.Name == name));

    [Fact]
    public Task BulkConditionalCreate_SubQueryOnTheSecondName_SeesEarlierItems() => ShouldSeeEarlierItemsAsync(
        name => OnlyIf.NotExists<Room>(room => room.Shelves.Any(shelf => shelf.Name == name)));

    [Fact]
    public Task BulkConditionalUpdate_GateOnTheSecondName_SeesEarlierItems() => ShouldHoldAsync(new Batch<Shelf>
    {
        Seed = () => [new Shelf { Id = 1, Name = "a" }, new Shelf { Id = 2, Name = "b" }, new Shelf { Id = 3, Name = "c" }],
        Items = () =>
        [
            Update<Shelf>(1, shelf => shelf.Name = "x", OnlyIf.NotExists<SameShelf>(shelf => shelf.Name == "x")),
            Update<Shelf>(2, shelf => shelf.Name = "x", OnlyIf.NotExists<SameShelf>(shelf => shelf.Name == "x")),
            Update<Shelf>(3, shelf => shelf.Name = "z", OnlyIf.Exists<SameShelf>(shelf => shelf.Name == "x")),
        ],
        Outcomes = [Ok, NotAllowed, Ok],
        Rows = ["1 x", "2 b", "3 z"],
    });

    [Fact]
    public Task BulkConditionalPurge_GateOnTheSecondName_SeesEarlierItems() => ShouldHoldAsync(new Batch<SameShelf>
    {
        Seed = () => [new Shelf { Id = 1, Name = "a" }, new Shelf { Id = 2, Name = "b" }, new Shelf { Id = 3, Name = "c" }],
        Items = () => [.. Enumerable.Range(1, 3).Select(id => Purge<SameShelf>(id, OnlyIf.Exists<Shelf>(shelf => shelf.Name == "a")))],
        Outcomes = [Ok, NotAllowed, NotAllowed],
        Rows = ["2 b", "3 c"],
    });

    protected override async Task<List<string>> RowsAsync(ShelfContext context) =>
        await context.Shelves.OrderBy(shelf => shelf.Id).Select(shelf => $"{shelf.Id} {shelf.Name}").ToListAsync();

    protected Task ShouldSeeEarlierItemsAsync(Func<string, OnlyIf> notThere) => ShouldHoldAsync(new Batch<Shelf>
    {
        Seed = () => [new Room { Id = 1 }],
        Items = () => [.. new[] { "a", "a", "b", "a", "b" }.Select((name, i) => Create(
            () => new Shelf { Id = i, Name = name, RoomId = 1 }, notThere(name)))],
        Outcomes = [Ok, NotAllowed, Ok, NotAllowed, NotAllowed],
        Rows = ["0 a", "2 b"],
    });
}

/// <summary>Entity types whose tables are the same, or contain each other, in the database and not in the model.</summary>
public sealed class ShelfContext(DbContextOptions<ShelfContext> options) : DbContext(options)
{
    public DbSet<Shelf> Shelves => Set<Shelf>();

    private bool HasSchemas => Database.ProviderName != "Microsoft.EntityFrameworkCore.Sqlite";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Shelf>().ToTable("Shelves").Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Shelf>().HasOne<Room>().WithMany().HasForeignKey(row => row.RoomId).HasConstraintName("fk_shelves_room");
        modelBuilder.Entity<Room>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<ViewedShelf>().ToView("ViewOfShelves");
        modelBuilder.Entity<SameShelf>(same =>
        {
            if (HasSchemas) same.ToTable("Shelves", "public", table => table.ExcludeFromMigrations());
            else same.ToTable("SHELVES", table => table.ExcludeFromMigrations());

            same.Property(row => row.Id).ValueGeneratedNever();
            same.HasOne<Room>().WithMany(room => room.Shelves).HasForeignKey(row => row.RoomId);
        });
        if (!HasSchemas) return;

        foreach (var type in new[] { typeof(Parent), typeof(Heir), typeof(Whole), typeof(Part) })
        {
            modelBuilder.Entity(type).ToTable(type.Name, table => table.ExcludeFromMigrations());
            modelBuilder.Entity(type).HasBaseType((Type?)null).Property(nameof(INamed.Id)).ValueGeneratedNever();
        }
    }
}

public interface INamed
{
    int Id { get; set; }

    string Name { get; set; }
}

public sealed class Room
{
    public int Id { get; set; }

    public List<SameShelf> Shelves { get; } = [];
}

public sealed class Shelf
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int? RoomId { get; set; }
}

public sealed class SameShelf
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int? RoomId { get; set; }
}

public sealed class ViewedShelf
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

public sealed class Parent : INamed
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

public sealed class Heir : INamed
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

public sealed class Whole : INamed
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

public sealed class Part : INamed
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}
