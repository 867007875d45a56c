namespace Conditional.Bulk.Contracts.Windows;

/// <summary>How many items a window has makes no difference.</summary>
public abstract class WindowSizeTests(TestProvider provider) : ArchiveTests(provider)
{
    private const int Size = 1_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public async Task BulkConditionalCreate_ThousandItems_SameOutcomesAndRows(int itemsPerWindow)
    {
        await SeedAsync(new Trail { Text = "open" });

        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Memo>(
            [.. Enumerable.Range(0, Size).Select(i => New($"{(i % 11 == 10 ? i - 1 : i)}").OnlyIf(Open(i % 13 == 5)))],
            new BulkOptions { ItemsPerWindow = itemsPerWindow });

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(Enumerable.Range(0, Size).Select(ExpectedOf));
        (await MemosAsync()).Should().Equal(Enumerable.Range(0, Size).Where(i => ExpectedOf(i) is null).Select(TextOf));

        // On a slow machine a window also ends by its time.
        Windows.Sum().Should().Be(itemsPerWindow == 1 ? 0 : Size);
        Windows.Where(count => count > itemsPerWindow).Should().BeEmpty();

        static string TextOf(int i) => $"{(i % 11 == 10 ? i - 1 : i)}";

        static WriteFailureKind? ExpectedOf(int i) => true switch
        {
            _ when i % 13 == 5 => WriteFailureKind.NotAllowed,
            _ when i % 11 == 10 && (i - 1) % 13 != 5 => WriteFailureKind.UniqueViolation,
            _ => null,
        };
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task BulkConditionalUpdate_FiftyItems_SameOutcomesAndRows(int itemsPerWindow)
    {
        const int Items = 50;
        await SeedMemosAsync([.. Enumerable.Range(1, Items).Select(i => $"{i}")]);

        var result = await NewWatchedOps().BulkConditionalUpdatePartialAsync<Memo>(
            [
                .. Enumerable.Range(1, Items).Select(i => Rename(i % 9 == 8 ? Items + i : i, i % 10 == 4 ? $"{i + 1}" : $"x{i}")
                    .OnlyIf(OnlyIf.Target<Memo>(memo => memo.Text != "7"))),
            ],
            new BulkOptions { ItemsPerWindow = itemsPerWindow });

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(Enumerable.Range(1, Items).Select(ExpectedOf));
        (await MemosAsync()).Should().Equal(Enumerable.Range(1, Items).Select(i => ExpectedOf(i) is null ? $"x{i}" : $"{i}"));
        Windows.Should().Equal(WindowsOf(Items, itemsPerWindow));

        static WriteFailureKind? ExpectedOf(int i) => true switch
        {
            _ when i % 9 == 8 => WriteFailureKind.TargetNotFound,
            _ when i == 7 => WriteFailureKind.NotAllowed,
            _ when i % 10 == 4 => WriteFailureKind.UniqueViolation,
            _ => null,
        };
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task BulkCreate_BelowOne_ThrowsBeforeAnyWrite(int itemsPerWindow)
    {
        var create = () => NewOps().BulkCreatePartialAsync([New("a")], new BulkOptions { ItemsPerWindow = itemsPerWindow });

        (await create.Should().ThrowExactlyAsync<ArgumentOutOfRangeException>()).WithParameterName("options")
            .Which.Message.Should().Contain(nameof(BulkOptions.ItemsPerWindow));
        (await MemosAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task BulkCreate_DefaultsOfTheOptions_AreInherited()
    {
        await NewWatchedOps(options => Database.Configure(options, new BulkOptions { ItemsPerWindow = 2 }))
            .BulkCreatePartialAsync([New("a"), New("b"), New("c"), New("d")]);

        Windows.Should().Equal(2, 2);
    }

    [Fact]
    public async Task BulkCreate_EventsOfTheContext_AreRaisedOnceForEachItem()
    {
        await SeedMemosAsync("taken");
        var ops = NewWatchedOps();

        await ops.BulkCreatePartialAsync([New("a"), New("taken"), New("b"), New("c")], new BulkOptions { ItemsPerWindow = 2 });

        Saves.Events.Should().Equal(EventsOf(4));
        Windows.Should().Equal(2, 2);
    }

    [Fact]
    public async Task BulkUpdateAndPurge_EventsOfTheContext_AreRaisedOnceForEachItem()
    {
        await SeedMemosAsync("a", "b", "c");
        var ops = NewWatchedOps();

        await ops.BulkUpdatePartialAsync([Rename(1, "x"), Rename(2, "x"), Rename(3, "z")], InWindows);
        await ops.BulkPurgePartialAsync<Memo>([new(1), new(2), new(3)], InWindows);

        Saves.Events.Should().Equal(EventsOf(6));
        Windows.Should().Equal(3, 3);
    }

    private static IEnumerable<string> EventsOf(int items) => Enumerable.Repeat(new[] { "Saving", "Saved" }, items).SelectMany(pair => pair);

    /// <summary>Windows of one are none, and the log does not tell of them.</summary>
    private static IEnumerable<int> WindowsOf(int items, int itemsPerWindow) =>
        itemsPerWindow == 1 ? [] : Enumerable.Range(0, items).Chunk(Math.Min(itemsPerWindow, items)).Select(window => window.Length);

    private static OnlyIf Open(bool refused) => refused
        ? OnlyIf.Exists<Trail>(trail => trail.Text == "closed")
        : OnlyIf.Exists<Trail>(trail => trail.Text == "open");
}
