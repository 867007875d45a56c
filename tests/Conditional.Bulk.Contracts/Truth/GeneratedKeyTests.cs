using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>A spec writes the key that the database is about to generate as a foreign key: EF connects the instances once the key is known.</summary>
public abstract class GeneratedKeyTests(TestProvider provider) : TruthTests<CrateContext>(provider)
{
    [Fact]
    public Task BulkCreate_ForeignKeyIsTheKeyAboutToBeGeneratedForAnotherRow_ConnectsThem() => ShouldHoldAsync(new Batch<Crate>
    {
        Items = () =>
        [
            Create(() => new Crate { Things = { new Thing(), new Thing { NextId = 1 } } }),
            Create(() => new Crate { Things = { new Thing { NextId = 1 }, new Thing { NextId = 3 } } }),
        ],
        Outcomes = [Ok, Ok],
        Rows = ["1: ", "2: 1", "3: 1", "4: 3"],
    });

    [Fact]
    public Task BulkCreate_ForeignKeyIsTheRowsOwnKeyAboutToBeGenerated_ConnectsItWithItself() => ShouldHoldAsync(new Batch<Thing>
    {
        Items = () => [Create(() => new Thing { NextId = 1 }), Create(() => new Thing { NextId = 2 }), Create(() => new Thing { NextId = 2 })],
        Outcomes = [Ok, Ok, Ok],
        Rows = ["1: 1", "2: 2", "3: 2"],
    });

    [Fact]
    public Task BulkUpdate_ForeignKeyIsTheKeyAboutToBeGenerated_ConnectsThem() => ShouldHoldAsync(new Batch<Crate>
    {
        Seed = () => [new Crate(), new Crate()],
        Items = () =>
        [
            .. new[] { 1, 2 }.Select(id => Update<Crate>(id, crate =>
            {
                crate.Things.Add(new Thing());
                crate.Things.Add(new Thing { NextId = (2 * id) - 1 });
            })),
        ],
        Outcomes = [Ok, Ok],
        Rows = ["1: ", "2: 1", "3: ", "4: 3"],
    });

    protected override async Task<List<string>> RowsAsync(CrateContext context) => await context.Things
        .OrderBy(thing => thing.Id).Select(thing => $"{thing.Id}: {thing.NextId}").ToListAsync();
}

public sealed class CrateContext(DbContextOptions<CrateContext> options) : DbContext(options)
{
    public DbSet<Thing> Things => Set<Thing>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Crate>().HasMany(crate => crate.Things).WithOne().HasForeignKey(thing => thing.CrateId);
        modelBuilder.Entity<Thing>().HasOne(thing => thing.Next).WithMany().HasForeignKey(thing => thing.NextId);
    }
}

public sealed class Crate
{
    public int Id { get; set; }

    public List<Thing> Things { get; } = [];
}

public sealed class Thing
{
    public int Id { get; set; }

    public int? CrateId { get; set; }

    public int? NextId { get; set; }

    public Thing? Next { get; set; }
}
