namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Items that are about one row see what those before them left of it.</summary>
public abstract class SameRowTests(TestProvider provider) : TheatreTests(provider)
{
    [Fact]
    public async Task BulkUpdate_OneKeyTwice_SecondItemStartsFromTheFirstOnesRow()
    {
        await SeedHallsAsync(1, 2, 3);

        var result = await NewWatchedOps().BulkUpdatePartialAsync([Append(1, "x"), Append(2, "x"), Append(1, "y"), Append(3, "x")], InWindows);

        result.Succeeded.Select(hall => hall.Name).Should().Equal("ax", "bx", "axy", "cx");
        (await HallsAsync()).Should().Equal("1axy", "2bx", "3cx");
        Windows.Should().Equal(2, 2);
    }

    [Fact]
    public async Task BulkPurge_OneKeyTwice_SecondItemFindsNoRow()
    {
        await SeedHallsAsync(1, 2, 3);

        var result = await NewWatchedOps().BulkPurgePartialAsync([Purge(1), Purge(2), Purge(1), Purge(3)], InWindows);

        result.ShouldFailOnlyAt(2, WriteFailureKind.TargetNotFound);
        (await HallsAsync()).Should().BeEmpty();
        Windows.Should().Equal(2, 2);
    }

    [Fact]
    public async Task BulkCreate_OneKeyTwice_SecondItemViolatesIt()
    {
        var calls = new List<string>();

        var result = await NewWatchedOps().BulkCreatePartialAsync([Counted(1, "a"), Counted(2, "b"), Counted(1, "c"), Counted(3, "d")], InWindows);

        result.ShouldFailOnlyAt(2, WriteFailureKind.UniqueViolation);
        (await HallsAsync()).Should().Equal("1a", "2b", "3d");
        Windows.Should().Equal(4);
        calls.Should().Equal("a", "b", "c", "d");

        CreatorSpec<Hall> Counted(int id, string name) => CreatorSpec.For(() =>
        {
            calls.Add(name);
            return Hall(id, name);
        });
    }

    [Fact]
    public async Task BulkCreate_OneKeyInTwoGraphs_SecondItemViolatesIt()
    {
        var result = await NewWatchedOps().BulkCreatePartialAsync([WithSeat(1, seat: 7), WithSeat(2, seat: 7), WithSeat(3, seat: 8)], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await HallsAsync()).Should().Equal("1a", "3c");
        (await RowsAsync<Seat>()).Select(seat => (seat.Id, seat.HallId)).Should().BeEquivalentTo([(7, 1), (8, 3)]);
        Windows.Should().Equal(3);

        static CreatorSpec<Hall> WithSeat(int id, int seat) => CreatorSpec.For(() =>
        {
            var hall = Hall(id);
            hall.Seats.Add(new Seat { Id = seat });
            return hall;
        });
    }

    [Fact]
    public async Task BulkCreate_GraphWithAnInstanceOfAnItemThatSucceeded_SpecFailed()
    {
        var (first, calls) = (Hall(1), 0);

        var result = await NewWatchedOps().BulkCreatePartialAsync([Licensed(1, first), Licensed(2, Hall(2), first), Licensed(3, Hall(3))], InWindows);

        result.ShouldFailOnlyAt(1, WriteFailureKind.SpecFailed).Exception.Message.Should().Contain("already returned");
        (await HallsAsync()).Should().Equal("1a", "3c");
        (await RowsAsync<Licence>()).Select(licence => licence.Id).Should().BeEquivalentTo([1, 3]);
        calls.Should().Be(3);

        CreatorSpec<Licence> Licensed(int id, params Hall[] halls) => CreatorSpec.For(() =>
        {
            calls++;
            var licence = new Licence { Id = id, Name = "" };
            licence.Halls.AddRange(halls);
            return licence;
        });
    }

    [Fact]
    public async Task BulkCreate_GraphWithAnInstanceOfAnItemThatFailed_IsWrittenWithTheLaterItem()
    {
        await SeedAsync(new Licence { Id = 1, Name = "" });
        var (first, calls) = (Hall(1), 0);

        var result = await NewWatchedOps().BulkCreatePartialAsync([Licensed(1, first), Licensed(2, Hall(2), first), Licensed(3, Hall(3))], InWindows);

        result.ShouldFailOnlyAt(0, WriteFailureKind.UniqueViolation);
        (await RowsAsync<Hall>()).Select(hall => (hall.Id, hall.LicenceId)).Should().BeEquivalentTo([(1, 2), (2, 2), (3, (int?)3)]);
        Windows.Should().Equal(3);
        calls.Should().Be(3);

        CreatorSpec<Licence> Licensed(int id, params Hall[] halls) => CreatorSpec.For(() =>
        {
            calls++;
            var licence = new Licence { Id = id, Name = "" };
            licence.Halls.AddRange(halls);
            return licence;
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BulkCreate_ParentThenChildByKey_NoNavigationIsFilled(int itemsPerWindow)
    {
        await BulkCreateGenresAsync(itemsPerWindow, (1, null), (2, 1), (3, null));
        if (itemsPerWindow > 1) Windows.Should().Equal(3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BulkCreate_ChildThenItsParentByKey_ChildFailsAndNoNavigationIsFilled(int itemsPerWindow)
    {
        var calls = new List<int>();
        var result = await NewWatchedOps().BulkCreatePartialAsync(
            [Counted(2, 1), Counted(1, null), Counted(3, 1)], new BulkOptions { ItemsPerWindow = itemsPerWindow });

        result.ShouldFailOnlyAt(0, WriteFailureKind.ForeignKeyViolation);
        result.Succeeded.Should().OnlyContain(genre => genre.Parent == null && genre.Children.Count == 0);
        (await RowsAsync<Genre>()).Select(genre => (genre.Id, genre.ParentId)).Should().BeEquivalentTo([(1, null), (3, (int?)1)]);
        calls.Should().Equal(2, 1, 3);

        CreatorSpec<Genre> Counted(int id, int? parentId) => CreatorSpec.For(() =>
        {
            calls.Add(id);
            return new Genre { Id = id, ParentId = parentId };
        });
    }

    private async Task BulkCreateGenresAsync(int itemsPerWindow, params (int Id, int? ParentId)[] genres)
    {
        var calls = new List<int>();

        var result = await NewWatchedOps().BulkCreatePartialAsync(
            genres.Select(genre => CreatorSpec.For(() =>
            {
                calls.Add(genre.Id);
                return new Genre { Id = genre.Id, ParentId = genre.ParentId };
            })),
            new BulkOptions { ItemsPerWindow = itemsPerWindow });

        result.HasFailures.Should().BeFalse();
        result.Succeeded.Should().OnlyContain(genre => genre.Parent == null && genre.Children.Count == 0);
        (await RowsAsync<Genre>()).Select(genre => (genre.Id, genre.ParentId)).Should().BeEquivalentTo(genres);
        calls.Should().Equal(genres.Select(genre => genre.Id));
    }
}
