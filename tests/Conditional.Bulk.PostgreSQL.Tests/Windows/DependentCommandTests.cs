using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

/// <summary>Items whose commands need what commands before them generate are written step by step, in their place.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class DependentCommandTests(PostgreSqlTestProvider provider) : ArchiveTests(provider)
{
    private StatementLog _log = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _log = await Database.OpenLogAsync();

        // What EF and the driver do once for a connection is not the subject.
        await NewOps(_log.Configure).ExistsAsync(OnlyIf.Exists<Memo>(memo => memo.Id == 0));
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task BulkCreate_DependentsNeedTheGeneratedKey_ExecutedStepByStepBetweenTheOthers()
    {
        var ops = NewWatchedOps(_log.Configure);
        _log.Clear();

        var result = await ops.BulkCreatePartialAsync([NewFolder("a"), NewFolder("b", "x", "y"), NewFolder("c"), NewFolder("d", "z")], InWindows);

        result.HasFailures.Should().BeFalse();
        (await FoldersAsync()).Should().BeEquivalentTo(result.Succeeded);
        Windows.Should().Equal(4);
        _log.Shape.Select(turn => turn.Replace(", SELECT", "")).Should().Equal(
            "BEGIN, SAVEPOINT, LOCK",
            "SAVEPOINT, SAVEPOINT, INSERT, RELEASE, SAVEPOINT, INSERT",
            "INSERT, INSERT",
            "RELEASE, RELEASE, SAVEPOINT, SAVEPOINT, INSERT, RELEASE, SAVEPOINT, INSERT",
            "INSERT",
            "SAVEPOINT, COMMIT");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BulkCreate_DependentFails_ItsItemIsUndoneAndTheOthersStay(int itemsPerWindow)
    {
        await SeedMemosAsync("taken");
        var built = new List<Folder>();

        var result = await NewWatchedOps().BulkCreatePartialAsync(
            [NewFolder("a", "x"), NewFolder("b", "y", "taken"), NewFolder("c", "z"), NewFolder("d")],
            new BulkOptions { ItemsPerWindow = itemsPerWindow });

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await FoldersAsync()).Should().BeEquivalentTo(result.Succeeded);
        (await MemosAsync()).Should().Equal("taken", "x", "z");
        built.Find(folder => folder.Text == "b")!.Id.Should().BeLessThanOrEqualTo(0, "the key of a row that is not there is no key");
        Windows.Should().Equal(itemsPerWindow > 1 ? [4] : []);

        CreatorSpec<Folder> NewFolder(string text, params string[] memos) => CreatorSpec.For(() =>
        {
            built.Add(Folder(text, memos));
            return built[^1];
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BulkCreate_SecondOfTwoInsertsThatReturnValuesFails_NoValueIsLeftBehind(int itemsPerWindow)
    {
        await SeedAsync(new Box { Id = 1, Labels = { new Label { Id = 1 } } });
        var built = new List<Box>();

        var result = await NewWatchedOps().BulkCreatePartialAsync(
            [NewBox(2, label: 2), NewBox(3, label: 1), NewBox(4, label: 4)], new BulkOptions { ItemsPerWindow = itemsPerWindow });

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        built[1].Stamp.Should().BeNull();
        built[1].Labels[0].Stamp.Should().BeNull();
        result.Succeeded.Should().OnlyContain(box => box.Stamp == "stamped" && box.Labels[0].Stamp == "stamped");
        (await RowsAsync<Box>()).Select(box => box.Id).Should().BeEquivalentTo([1, 2, 4]);
        Windows.Should().Equal(itemsPerWindow > 1 ? [3] : []);

        CreatorSpec<Box> NewBox(int id, int label) => CreatorSpec.For(() =>
        {
            built.Add(new Box { Id = id, Labels = { new Label { Id = label } } });
            return built[^1];
        });
    }

    [Fact]
    public async Task BulkCreate_DependentOfTheLastItemFails_TheTransactionGoesOn()
    {
        await SeedMemosAsync("taken");
        var ops = NewWatchedOps();

        var result = await RunAsync(
            ops, joined: true, () => ops.BulkCreatePartialAsync([NewFolder("a"), NewFolder("b", "taken")], InWindows));

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await FoldersAsync()).Should().BeEquivalentTo(result.Succeeded);
    }

    private static CreatorSpec<Folder> NewFolder(string text, params string[] memos) => CreatorSpec.For(() => Folder(text, memos));

    private static Folder Folder(string text, params string[] memos)
    {
        var folder = new Folder { Text = text };
        folder.Memos.AddRange(memos.Select(memo => new Memo { Text = memo }));
        return folder;
    }

    private Task<List<Folder>> FoldersAsync() => CommittedAsync(
        context => context.Set<Folder>().AsNoTracking().Include(folder => folder.Memos).OrderBy(folder => folder.Id).ToListAsync());
}
