using Conditional.Bulk.Contracts.Truth;
using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.PostgreSQL.Tests.Truth;

/// <summary>A gate that calls a function of the database sees what the items before it wrote, whichever tables the function reads.</summary>
[Collection(PostgreSqlTruthCollection.Name)]
public sealed class FunctionGateTests(PostgreSqlTestProvider provider) : TruthTests<SeatContext>(provider)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync("CREATE FUNCTION taken() RETURNS int LANGUAGE sql STABLE AS 'SELECT count(*)::int FROM \"Seats\" WHERE \"IsTaken\"'");
    }

    [Fact]
    public Task BulkConditionalUpdate_FunctionOfTheTarget_SeesEarlierItems() => ShouldHoldAsync(new Batch<Seat>
    {
        Seed = () => [new Seat { Id = 1 }, new Seat { Id = 2 }, new Seat { Id = 3 }],
        Items = () => [.. Enumerable.Range(1, 3).Select(id => Update<Seat>(
            id, seat => seat.IsTaken = true, OnlyIf.Target<Seat>(seat => seat.Id > 0 && SeatContext.Taken() == 0)))],
        Outcomes = [Ok, NotAllowed, NotAllowed],
        Rows = ["1 True", "2 False", "3 False"],
    });

    [Fact]
    public Task BulkConditionalCreate_FunctionOfARowOfAnotherTable_SeesEarlierItems() => ShouldHoldAsync(new Batch<Seat>
    {
        Seed = () => [new Hall { Id = 1 }],
        Items = () => [.. Enumerable.Range(1, 3).Select(id => Create(
            () => new Seat { Id = id, IsTaken = true }, OnlyIf.Exists<Hall>(hall => hall.Id == 1 && SeatContext.Taken() == 0)))],
        Outcomes = [Ok, NotAllowed, NotAllowed],
        Rows = ["1 True"],
    });

    protected override async Task<List<string>> RowsAsync(SeatContext context) =>
        await context.Seats.OrderBy(seat => seat.Id).Select(seat => $"{seat.Id} {seat.IsTaken}").ToListAsync();
}

public sealed class SeatContext(DbContextOptions<SeatContext> options) : DbContext(options)
{
    public DbSet<Seat> Seats => Set<Seat>();

    public static int Taken() => throw new NotSupportedException();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Seat>().Property(seat => seat.Id).ValueGeneratedNever();
        modelBuilder.Entity<Hall>().Property(hall => hall.Id).ValueGeneratedNever();
        modelBuilder.HasDbFunction(() => Taken()).HasName("taken");
    }
}

public sealed class Seat
{
    public int Id { get; set; }

    public bool IsTaken { get; set; }
}

public sealed class Hall
{
    public int Id { get; set; }
}
