using Conditional.Bulk.Contracts.Truth;
using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Sqlite.Tests.Truth;

/// <summary>ON CONFLICT REPLACE in the schema: an insert takes other rows away, and by cascade those that refer to them.</summary>
public sealed class ReplacedRowTests() : TruthTests<DeskContext>(SqliteTestProvider.Instance)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync("""
            DROP TABLE "Lamp";
            DROP TABLE "Desk";
            CREATE TABLE "Desk" ("Id" INTEGER NOT NULL PRIMARY KEY, "Place" INTEGER NOT NULL UNIQUE ON CONFLICT REPLACE);
            CREATE TABLE "Lamp" ("Id" INTEGER NOT NULL PRIMARY KEY, "DeskId" INTEGER NOT NULL REFERENCES "Desk" ("Id") ON DELETE CASCADE);
            """);
    }

    [Fact]
    public Task BulkConditionalCreate_GateOnARowThatWentWithAReplacedOne_DoesNotHold() => ShouldHoldAsync(new Batch<Desk>
    {
        Seed = () => [new Desk { Id = 1, Place = 1, Lamps = { new Lamp { Id = 1 } } }],
        Items = () =>
        [
            Create(() => new Desk { Id = 2, Place = 1 }),
            Create(() => new Desk { Id = 3, Place = 3 }, OnlyIf.Exists<Lamp>(lamp => lamp.Id == 1)),
        ],
        Outcomes = [Ok, NotAllowed],
        Rows = ["2: 1"],
    });

    [Fact]
    public Task BulkUpdate_RowThatWasReplaced_IsNotFound() => ShouldHoldAsync(new Batch<Desk>
    {
        Seed = () => [new Desk { Id = 1, Place = 1 }, new Desk { Id = 2, Place = 2 }, new Desk { Id = 3, Place = 3 }],
        Items = () =>
        [
            Update<Desk>(1, desk => desk.Place = 2),
            Update<Desk>(2, desk => desk.Place = 4),
            Update<Desk>(3, desk => desk.Place = 5),
        ],
        Outcomes = [Ok, TargetNotFound, Ok],
        Rows = ["1: 2", "3: 5"],
    });

    protected override async Task<List<string>> RowsAsync(DeskContext context) =>
        await context.Set<Desk>().OrderBy(desk => desk.Id).Select(desk => $"{desk.Id}: {desk.Place}").ToListAsync();
}

public sealed class DeskContext(DbContextOptions<DeskContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Desk>().Property(desk => desk.Id).ValueGeneratedNever();
        modelBuilder.Entity<Lamp>().Property(lamp => lamp.Id).ValueGeneratedNever();
    }
}

public sealed class Desk
{
    public int Id { get; set; }

    public int Place { get; set; }

    public List<Lamp> Lamps { get; } = [];
}

public sealed class Lamp
{
    public int Id { get; set; }

    public int DeskId { get; set; }
}
