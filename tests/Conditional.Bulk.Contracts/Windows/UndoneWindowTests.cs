using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Conditional.Bulk.Contracts.Windows;

/// <summary>An error that is no item's own undoes the window, and its items are written one by one.</summary>
public abstract class UndoneWindowTests(TestProvider provider) : ArchiveTests(provider)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkCreate_EventHandlerAddsRows_TheyLiveAndDieWithTheirItems(bool joined)
    {
        await SeedMemosAsync("taken");
        var log = new LogRecorder();
        var ops = TrailingOps(log);

        var result = await RunAsync(ops, joined, () => ops.BulkCreatePartialAsync([New("a"), New("taken"), New("b")], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await MemosAsync()).Should().Equal("taken", "a", "b");
        (await TrailsAsync()).Should().Equal("Added a", "Added b");
        Saves.SizesOf<Memo>().Should().Equal(3, 1, 1, 1);
        ShouldTellOfOneUndoneWindow(log, "of 3 items from 0 on");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkUpdate_EventHandlerAddsRows_TheyLiveAndDieWithTheirItems(bool joined)
    {
        await SeedMemosAsync("a", "b", "c");
        var log = new LogRecorder();
        var ops = TrailingOps(log);

        var result = await RunAsync(
            ops, joined, () => ops.BulkUpdatePartialAsync([Rename(1, "x"), Rename(2, "x"), Rename(3, "z")], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await MemosAsync()).Should().Equal("x", "b", "z");
        (await TrailsAsync()).Should().Equal("Modified x", "Modified z");
        Saves.SizesOf<Memo>().Should().Equal(3, 1, 1, 1);
        ShouldTellOfOneUndoneWindow(log, "of 3 items from 0 on");
    }

    [Fact]
    public async Task BulkCreate_OneOfSeveralWindowsIsUndone_TheOthersAreWrittenAsWindows()
    {
        var ops = new WriteOps<ArchiveContext>(NewContext(), options =>
        {
            var context = Saves.Watch(new ArchiveContext(options));
            context.SavingChanges += (_, _) =>
            {
                if (Added(context).Any(entry => entry.Entity.Text == "c")) context.Add(new Trail { Text = "c" });
            };
            return context;
        });

        var result = await ops.BulkCreatePartialAsync(
            "abcdef".Select(letter => New($"{letter}")), new BulkOptions { ItemsPerWindow = 2 });

        result.HasFailures.Should().BeFalse();
        (await MemosAsync()).Should().Equal("a", "b", "c", "d", "e", "f");
        (await TrailsAsync()).Should().Equal("c");
        Saves.SizesOf<Memo>().Should().Equal(2, 2, 1, 1, 2);
    }

    protected static void ShouldTellOfOneUndoneWindow(LogRecorder log, string which) =>
        log.OfLibrary().Where(record => record.Message.Contains("undone")).Should().ContainSingle()
            .Which.Message.Should().Contain(which);

    private WriteOps<ArchiveContext> TrailingOps(LogRecorder log) => new(NewContext(log.Configure), options =>
    {
        var context = Saves.Watch(new ArchiveContext(options));
        context.SavingChanges += (_, _) =>
        {
            foreach (var entry in Added(context)) context.Add(new Trail { Text = $"{entry.State} {entry.Entity.Text}" });
        };
        return context;
    });

    private static List<EntityEntry<Memo>> Added(DbContext context) => [.. context.ChangeTracker.Entries<Memo>()];
}
