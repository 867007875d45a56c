namespace Conditional.Bulk.Contracts.Windows;

/// <summary>The rows that a window updates or purges are found and loaded together.</summary>
public abstract class TargetTests(TestProvider provider) : WindowTests<SeatingContext>(provider)
{
    private const int Size = 40;

    [Fact]
    public async Task BulkUpdate_FortyCompositeKeys_EachItemHasItsRow()
    {
        await SeedSeatsAsync();

        var result = await NewWatchedOps().BulkUpdatePartialAsync(
            Keys().Select(key => Seat(key.Row, key.Number, $"{key.Row}{key.Number}")).Append(Seat("none", 1, "x")), InWindows);

        result.ShouldFailOnlyAt(Size, WriteFailureKind.TargetNotFound);
        result.Succeeded.Select(seat => (seat.Row, seat.Number)).Should().Equal(Keys());
        (await RowsAsync<TheatreSeat>()).Should().HaveCount(Size).And.OnlyContain(seat => seat.Guest == $"{seat.Row}{seat.Number}");
        Windows.Should().Equal(Size + 1);
    }

    [Fact]
    public async Task BulkWrite_MissingRowsAmongNewOnes_OneWindow()
    {
        var result = await NewWatchedOps().BulkWritePartialAsync(
            new WriteBatch<int>(Enumerable.Range(0, Size), i => i % 2 == 0
                ? CreatorSpec.For(() => new TheatreSeat { Row = "a", Number = i })
                : Seat("b", i, "x")),
            InWindows);

        result.Failed.Select(failed => (failed.Source, failed.Failure.Kind)).Should().Equal(
            Enumerable.Range(0, Size).Where(i => i % 2 != 0).Select(i => (i, WriteFailureKind.TargetNotFound)));
        Windows.Should().Equal(Size);
    }

    [Fact]
    public async Task BulkPurge_FortyCompositeKeysBackwards_EachItemHasItsRow()
    {
        await SeedSeatsAsync();
        var backwards = Keys().Reverse().ToList();

        var result = await NewWatchedOps().BulkPurgePartialAsync(
            backwards.Take(39).Select(key => new Purger<TheatreSeat>(key.Row, key.Number)), InWindows);

        result.HasFailures.Should().BeFalse();
        result.Succeeded.Select(seat => (seat.Row, seat.Number)).Should().Equal(backwards.Take(39));
        (await RowsAsync<TheatreSeat>()).Select(seat => (seat.Row, seat.Number)).Should().Equal(backwards[39]);
        Windows.Should().Equal(39);
    }

    [Fact]
    public async Task BulkUpdate_NothingChanged_NothingIsWrittenAndTheRowsAreReturned()
    {
        await SeedSeatsAsync();

        var result = await NewWatchedOps().BulkUpdatePartialAsync(Keys().Select(key => Seat(key.Row, key.Number, null)), InWindows);

        result.HasFailures.Should().BeFalse();
        result.Succeeded.Select(seat => (seat.Row, seat.Number)).Should().Equal(Keys());
        Saves.Events.Should().Equal(Keys().SelectMany(_ => new[] { "Saving", "Saved" }));
        Windows.Should().Equal(Size);
    }

    [Fact]
    public async Task BulkUpdate_SpecThrows_ItsRowIsNotWritten()
    {
        await SeedSeatsAsync();

        var result = await NewWatchedOps().BulkUpdatePartialAsync(
        [
            Seat("a", 0, "x"),
            new(UpdaterSpec.For<TheatreSeat>(seat =>
            {
                seat.Guest = "y";
                throw new InvalidTimeZoneException();
            }), "a", 1),
            Seat("a", 2, "z"),
        ], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.SpecFailed);
        (await RowsAsync<TheatreSeat>()).Where(seat => seat.Guest is not null).Select(seat => seat.Guest).Should().BeEquivalentTo("x", "z");
        Windows.Should().Equal(3);
    }

    protected Task SeedSeatsAsync() => SeedAsync([.. Keys().Select(key => new TheatreSeat { Row = key.Row, Number = key.Number })]);

    protected static IEnumerable<(string Row, int Number)> Keys() =>
        from row in new[] { "a", "b", "c", "d" }
        from number in Enumerable.Range(0, Size / 4)
        select (row, number);

    protected static Updater<TheatreSeat> Seat(string row, int number, string? guest) =>
        new(UpdaterSpec.For<TheatreSeat>(seat => seat.Guest = guest), row, number);
}

public sealed class SeatingContext(DbContextOptions<SeatingContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<TheatreSeat>().HasKey(seat => new { seat.Row, seat.Number });
}

public sealed class TheatreSeat
{
    public required string Row { get; set; }

    public int Number { get; set; }

    public string? Guest { get; set; }
}
