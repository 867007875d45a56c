namespace Conditional.Bulk.IntegrationTests.Windows;

/// <summary>Items whose commands depend on each other are executed by EF, within their window and in their place.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class ExecutedByEFTests(PostgreSqlTestProvider provider) : ArchiveTests(provider)
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
        Saves.SizesOf<Folder>().Should().Equal(4);
        _log.Shape.Select(turn => turn.Replace(", SELECT", "")).Should().Equal(
            "BEGIN, SAVEPOINT",
            "SAVEPOINT, INSERT, RELEASE",
            "SAVEPOINT",
            "INSERT",
            "INSERT, INSERT",
            "RELEASE, SAVEPOINT, INSERT, RELEASE",
            "SAVEPOINT",
            "INSERT",
            "INSERT",
            "RELEASE",
            "SAVEPOINT, COMMIT");
    }

    [Fact]
    public async Task BulkCreate_LastItemIsExecutedByEFAndFails_TheTransactionGoesOn()
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
