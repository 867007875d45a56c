using Microsoft.EntityFrameworkCore.Diagnostics;
using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>What a handler of <c>SavingChanges</c> writes by keys that it did not read from the database.</summary>
public abstract class HandlerRowsTests(TestProvider provider) : TruthTests<LedgerContext>(provider)
{
    [Fact]
    public Task BulkCreate_HandlerCopiesTheTemporaryKey_TheRowGetsTheGeneratedOne() => ShouldHoldAsync(new Batch<Booking>
    {
        Items = () => [.. new[] { 1, 2, 99, 3 }.Select(amount => Create(() => new Booking { Amount = amount }))],
        Outcomes = [Ok, Ok, "CheckViolation", Ok],
        Rows = ["1", "1 <- 1", "2", "2 <- 2", "3", "3 <- 3"],
        Configure = options => options.AddInterceptors(new Journal()),
    });

    [Fact]
    public Task BulkUpdate_HandlerWritesTheNextRowByAKeyOfAnotherScale_BothAreWritten() => ShouldHoldAsync(new Batch<Rate>
    {
        Seed = () => [new Rate { Id = 1.00m }, new Rate { Id = 2.00m }, new Rate { Id = 3.00m }],
        Items = () =>
        [
            Update<Rate>(1m, rate => rate.Next = 2m),
            Update<Rate>(2m, rate => rate.Uses++),
            Update<Rate>(3m, rate => rate.Uses++),
        ],
        Outcomes = [Ok, Ok, Ok],
        Rows = ["1: 0", "2: 101", "3: 1"],
        Configure = options => options.AddInterceptors(new Journal()),
    });

    [Fact]
    public Task BulkUpdate_HandlerWritesTheNextRowByAKeyOfAnotherKind_BothAreWritten() => ShouldHoldAsync(new Batch<Day>
    {
        Seed = () => [new Day { Id = Date(1) }, new Day { Id = Date(2) }],
        Items = () =>
        [
            Update<Day>(Date(1), day => day.Next = Date(2)),
            Update<Day>(Date(2), day => day.Uses++),
        ],
        Outcomes = [Ok, Ok],
        Rows = ["1: 0", "2: 101"],
        Configure = options => options.AddInterceptors(new Journal(HandlersKind)),
    });

    /// <summary>Of a time as the handler makes it; times are read as <see cref="DateTimeKind.Unspecified"/>.</summary>
    protected abstract DateTimeKind HandlersKind { get; }

    protected override async Task<List<string>> RowsAsync(LedgerContext context)
    {
        List<string> rows =
        [
            .. (await context.Set<Booking>().ToListAsync()).Select(booking => $"{booking.Amount}"),
            .. await context.Set<Entry>().Join(
                context.Set<Booking>(), entry => entry.BookingId, booking => booking.Id, (entry, booking) => $"{booking.Amount} <- {entry.Amount}").ToListAsync(),
            .. (await context.Set<Rate>().ToListAsync()).Select(rate => $"{decimal.ToInt32(rate.Id)}: {rate.Uses}"),
            .. (await context.Set<Day>().ToListAsync()).Select(day => $"{day.Id.Day}: {day.Uses}"),
        ];
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static DateTime Date(int day) => new(2020, 1, day, 0, 0, 0, DateTimeKind.Unspecified);

    private sealed class Journal(DateTimeKind kind = DateTimeKind.Unspecified) : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            var context = eventData.Context!;
            foreach (var booking in context.ChangeTracker.Entries<Booking>().ToList())
            {
                var entry = context.Add(new Entry { Amount = booking.Entity.Amount });
                entry.Property(row => row.BookingId).CurrentValue = booking.Property(row => row.Id).CurrentValue;
            }

            foreach (var rate in context.ChangeTracker.Entries<Rate>().Where(rate => rate.Entity.Next is not null).ToList())
            {
                context.Attach(new Rate { Id = rate.Entity.Next!.Value, Uses = 100 }).Property(row => row.Uses).IsModified = true;
            }

            foreach (var day in context.ChangeTracker.Entries<Day>().Where(day => day.Entity.Next is not null).ToList())
            {
                var next = new Day { Id = DateTime.SpecifyKind(day.Entity.Next!.Value, kind), Uses = 100 };
                context.Attach(next).Property(row => row.Uses).IsModified = true;
            }

            return new(result);
        }
    }
}

/// <summary>Rows that a handler writes along with others.</summary>
public sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Booking>().ToTable(table => table.HasCheckConstraint("ck_amount", "\"Amount\" < 10"));
        modelBuilder.Entity<Entry>().HasOne<Booking>().WithMany().HasForeignKey(entry => entry.BookingId);
        modelBuilder.Entity<Rate>().Property(rate => rate.Id).HasColumnType("decimal(10,2)").ValueGeneratedNever();
        modelBuilder.Entity<Day>().Property(day => day.Id).HasColumnType("timestamp").ValueGeneratedNever();
    }
}

public sealed class Booking
{
    public int Id { get; set; }

    public int Amount { get; set; }
}

public sealed class Entry
{
    public int Id { get; set; }

    public int BookingId { get; set; }

    public int Amount { get; set; }
}

public sealed class Rate
{
    public decimal Id { get; set; }

    public int Uses { get; set; }

    [System.ComponentModel.DataAnnotations.Schema.NotMapped]
    public decimal? Next { get; set; }
}

public sealed class Day
{
    public DateTime Id { get; set; }

    public int Uses { get; set; }

    [System.ComponentModel.DataAnnotations.Schema.NotMapped]
    public DateTime? Next { get; set; }
}
