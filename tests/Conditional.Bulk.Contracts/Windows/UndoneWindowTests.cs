using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Rows that event handlers add are their item's, in windows too, and an error that is no item's own undoes a window.</summary>
public abstract class UndoneWindowTests(TestProvider provider) : ArchiveTests(provider)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkCreate_EventHandlerAddsRows_TheyLiveAndDieWithTheirItems(bool joined)
    {
        await SeedMemosAsync("taken");
        var ops = TrailingOps();

        var result = await RunAsync(ops, joined, () => ops.BulkCreatePartialAsync([New("a"), New("taken"), New("b")], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await MemosAsync()).Should().Equal("taken", "a", "b");
        (await TrailsAsync()).Should().Equal("Added a", "Added b");
        Windows.Should().Equal(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkUpdate_EventHandlerAddsRows_TheyLiveAndDieWithTheirItems(bool joined)
    {
        await SeedMemosAsync("a", "b", "c");
        var ops = TrailingOps();

        var result = await RunAsync(
            ops, joined, () => ops.BulkUpdatePartialAsync([Rename(1, "x"), Rename(2, "x"), Rename(3, "z")], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await MemosAsync()).Should().Equal("x", "b", "z");
        (await TrailsAsync()).Should().Equal("Modified x", "Modified z");
        Windows.Should().Equal(3);
    }

    [Fact]
    public async Task BulkCreate_EventHandlerAddsARowInOneOfSeveralWindows_AllAreWrittenAsWindows()
    {
        var ops = new WriteOps<ArchiveContext>(NewContext(LibraryLog.Configure), options =>
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
        Windows.Should().Equal(2, 2, 2);
    }

    protected void ShouldTellOfUndoneWindows(params string[] which) =>
        LibraryLog.OfLibrary().Select(record => record.Message).Where(message => message.Contains("undone")).Should()
            .Equal(which, (message, window) => message.Contains(window));

    private WriteOps<ArchiveContext> TrailingOps() => new(NewContext(LibraryLog.Configure), options =>
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
