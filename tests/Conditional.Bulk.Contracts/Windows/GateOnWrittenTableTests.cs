namespace Conditional.Bulk.Contracts.Windows;

/// <summary>A gate that reads what items before its own write is asked after they are written.</summary>
public abstract class GateOnWrittenTableTests(TestProvider provider) : TheatreTests(provider)
{
    [Fact]
    public async Task BulkConditionalCreate_ExistsOnItsTable_SeesTheItemsBefore()
    {
        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Hall>(
            [New(1).OnlyIf(HasNoHall("x")), New(2).OnlyIf(HasHall("a")), New(3).OnlyIf(HasHall("x")), New(4).OnlyIf(HasHall("b"))], InWindows);

        result.ShouldFailOnlyAt(2, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("1a", "2b", "4d");
        Windows.Should().Equal(1, 1, 1, 1);
    }

    [Fact]
    public async Task BulkConditionalCreate_NotExistsOnItsTable_SeesTheItemsBefore()
    {
        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Hall>(
            [New(1).OnlyIf(HasNoHall("b")), New(2).OnlyIf(HasNoHall("a")), New(3).OnlyIf(HasNoHall("b"))], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("1a", "3c");
        Windows.Should().Equal(1, 1, 1);
    }

    [Fact]
    public async Task BulkConditionalUpdate_ExistsWithoutLock_SeesTheItemsBefore()
    {
        await SeedHallsAsync(1, 2, 3);

        var result = await NewWatchedOps().BulkConditionalUpdatePartialAsync<Hall>(
        [
            Rename(1, "x").OnlyIf(HasHall("b").WithoutLock()),
            Rename(2, "y").OnlyIf(HasHall("a").WithoutLock()),
            Rename(3, "z").OnlyIf(HasHall("x").WithoutLock()),
        ], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("1x", "2b", "3z");
        Windows.Should().Equal(1, 1, 1);
    }

    [Fact]
    public async Task BulkConditionalUpdate_OrOfGates_SeesTheItemsBefore()
    {
        await SeedHallsAsync(1, 2, 3);
        await SeedAsync(new Licence { Id = 1, Name = "l" });

        var result = await NewWatchedOps().BulkConditionalUpdatePartialAsync<Hall>(
        [
            Rename(1, "x").OnlyIf(HasLicence("l")),
            Rename(2, "y").OnlyIf(HasLicence("none") | HasHall("x")),
            Rename(3, "z").OnlyIf(HasLicence("none") | HasHall("b")),
        ], InWindows);

        result.ShouldFailOnlyAt(2, WriteFailureKind.NotAllowed);
        Windows.Should().Equal(1, 1, 1);
    }

    [Fact]
    public async Task BulkConditionalUpdate_TargetGateOnItsRow_StaysInTheWindow()
    {
        await SeedHallsAsync(1, 2, 3);

        var result = await NewWatchedOps().BulkConditionalUpdatePartialAsync<Hall>(
            [.. new[] { 1, 2, 3 }.Select(id => Rename(id, $"x{id}").OnlyIf(OnlyIf.Target<Hall>(hall => hall.Name != "b")))], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("1x1", "2b", "3x3");
        Windows.Should().Equal(3);
    }

    [Fact]
    public async Task BulkConditionalUpdate_TargetGateThroughANavigation_SeesTheItemsBefore()
    {
        await SeedAsync(new Genre { Id = 1 }, new Genre { Id = 2, ParentId = 1 }, new Genre { Id = 3, ParentId = 2 });

        var result = await NewWatchedOps().BulkConditionalUpdatePartialAsync<Genre>(
            [.. new[] { 2, 3 }.Select(id => Orphan(id).OnlyIf(OnlyIf.Target<Genre>(genre => genre.Parent!.ParentId == null).WithoutLock()))], InWindows);

        result.HasFailures.Should().BeFalse("the parent of the third is an orphan once the second is");
        (await RowsAsync<Genre>()).Should().OnlyContain(genre => genre.ParentId == null);

        static Updater<Genre> Orphan(int id) => new(UpdaterSpec.For<Genre>(genre => genre.ParentId = null), id);
    }

    [Fact]
    public async Task BulkConditionalUpdate_TargetGateOnATableOfAnEarlierGraph_SeesIt()
    {
        await SeedAsync(new Licence { Id = 1, Name = "l" }, Licensed(1, 1), Licensed(2, 1));

        var result = await NewWatchedOps().BulkConditionalUpdatePartialAsync<Hall>(
        [
            new Updater<Hall>(UpdaterSpec.For<Hall>(hall => hall.Licence = new Licence { Id = 2, Name = "m" }), 1).OnlyIf(OfLicence("l")),
            Rename(2, "x").OnlyIf(OfLicence("l")),
            Rename(1, "y").OnlyIf(OfLicence("m")),
        ], InWindows);

        result.HasFailures.Should().BeFalse();
        (await HallsAsync()).Should().Equal("1y", "2x");
        Windows.Should().Equal(1, 2);

        static Hall Licensed(int id, int licence) => new() { Id = id, Name = $"h{id}", LicenceId = licence };
    }

    [Fact]
    public async Task BulkConditionalCreate_TableOfAnEarlierGraph_SeesIt()
    {
        await SeedAsync(new Licence { Id = 1, Name = "l" });

        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Hall>(
        [
            New(1).OnlyIf(HasLicence("l")),
            WithLicence(2, "m").OnlyIf(HasLicence("l")),
            New(3).OnlyIf(HasLicence("m")),
            New(4).OnlyIf(HasLicence("n")),
        ], InWindows);

        result.ShouldFailOnlyAt(3, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("1a", "2b", "3c");
        Windows.Should().Equal(2, 2);
    }

    [Fact]
    public async Task BulkConditionalCreate_TableOfAnEarlierGraphThatFails_IsAskedAsItWas()
    {
        await SeedHallsAsync(2);
        await SeedAsync(new Licence { Id = 1, Name = "l" });

        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Hall>(
            [WithLicence(2, "m").OnlyIf(HasLicence("l")), New(3).OnlyIf(!HasLicence("m")), New(4).OnlyIf(HasLicence("l"))], InWindows);

        result.ShouldFailOnlyAt(0, WriteFailureKind.UniqueViolation);
        (await HallsAsync()).Should().Equal("2b", "3c", "4d");
        Windows.Should().Equal(1, 2);
    }

    [Fact]
    public async Task BulkConditionalPurge_TableThatItCascadesInto_SeesWhatIsGone()
    {
        await SeedHallsAsync(1, 2, 3);
        await SeedAsync(new Seat { Id = 1, HallId = 1 });

        var result = await NewWatchedOps().BulkConditionalPurgePartialAsync<Hall>(
            [Purge(1).OnlyIf(HasSeat), Purge(2).OnlyIf(HasSeat), Purge(3).OnlyIf(!HasSeat)], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("2b");
        Windows.Should().Equal(1, 2);
    }

    [Fact]
    public async Task BulkConditionalPurge_TableThatItCascadesIntoByAnother_SeesWhatIsGone()
    {
        await SeedHallsAsync(1, 2, 3);
        await SeedAsync(new Seat { Id = 1, HallId = 1 }, new Booking { Id = 1, SeatId = 1 });
        var booked = OnlyIf.Exists<Booking>(booking => booking.Id == 1);

        var result = await NewWatchedOps().BulkConditionalPurgePartialAsync<Hall>(
            [Purge(1).OnlyIf(booked), Purge(2).OnlyIf(booked), Purge(3).OnlyIf(!booked)], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("2b");
        Windows.Should().Equal(1, 2);
    }

    [Fact]
    public async Task BulkConditionalPurge_TableInWhichItSetsNull_SeesTheNull()
    {
        await SeedHallsAsync(1, 2, 3);
        await SeedAsync(new Poster { Id = 1, HallId = 1 });
        var hangs = OnlyIf.Exists<Poster>(poster => poster.HallId == 1);

        var result = await NewWatchedOps().BulkConditionalPurgePartialAsync<Hall>(
            [Purge(1).OnlyIf(hangs), Purge(2).OnlyIf(hangs), Purge(3).OnlyIf(!hangs)], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("2b");
        Windows.Should().Equal(1, 2);
    }

    [Fact]
    public async Task BulkConditionalPurge_TableThatIsNotTouched_StaysInTheWindow()
    {
        await SeedHallsAsync(1, 2, 3);
        await SeedAsync(new Licence { Id = 1, Name = "l" });

        var result = await NewWatchedOps().BulkConditionalPurgePartialAsync<Hall>(
            [Purge(1).OnlyIf(HasLicence("l")), Purge(2).OnlyIf(HasLicence("m")), Purge(3).OnlyIf(HasLicence("l"))], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        Windows.Should().Equal(3);
    }

    [Fact]
    public async Task BulkConditionalCreate_View_SeesTheItemsBefore()
    {
        await ExecuteAsync("""CREATE VIEW hall_names AS SELECT "Name" FROM "Hall" """);

        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Hall>(
            [New(1).OnlyIf(!Named("x")), New(2).OnlyIf(Named("a")), New(3).OnlyIf(Named("c"))], InWindows);

        result.ShouldFailOnlyAt(2, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("1a", "2b");
        Windows.Should().Equal(1, 1, 1);

        static OnlyIf Named(string name) => OnlyIf.Exists<HallName>(hall => hall.Name == name).WithoutLock();
    }

    [Fact]
    public async Task BulkConditionalCreate_SubQuery_SeesTheItemsBefore()
    {
        await SeedAsync(new Licence { Id = 1, Name = "l" });
        var used = OnlyIf.Exists<Licence>(licence => licence.Halls.Any(hall => hall.Name == "a")).WithoutLock();

        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Hall>(
            [Licensed(1).OnlyIf(!used), New(2).OnlyIf(used), New(3).OnlyIf(!used)], InWindows);

        result.ShouldFailOnlyAt(2, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("1a", "2b");
        Windows.Should().Equal(1, 1, 1);

        static CreatorSpec<Hall> Licensed(int id) => CreatorSpec.For(() => new Hall { Id = id, Name = "a", LicenceId = 1 });
    }

    protected static OnlyIf HasLicence(string name) => OnlyIf.Exists<Licence>(licence => licence.Name == name);

    private static OnlyIf HasSeat => OnlyIf.Exists<Seat>(seat => seat.Id == 1);

    private static OnlyIf OfLicence(string name) => OnlyIf.Target<Hall>(hall => hall.Licence!.Name == name).WithoutLock();

    private static CreatorSpec<Hall> WithLicence(int id, string licence) => CreatorSpec.For(() =>
    {
        var hall = Hall(id);
        hall.Licence = new Licence { Id = 10 + id, Name = licence };
        return hall;
    });
}
