namespace Conditional.Bulk.Contracts.Windows;

public abstract class ArchiveTests(TestProvider provider) : WindowTests<ArchiveContext>(provider)
{
    protected static CreatorSpec<Memo> New(string text) => CreatorSpec.For(() => new Memo { Text = text });

    protected static Updater<Memo> Rename(int id, string text) => new(UpdaterSpec.For<Memo>(memo => memo.Text = text), id);

    /// <summary>Adds memos with the keys 1, 2 and so on.</summary>
    protected Task SeedMemosAsync(params string[] texts) => SeedAsync([.. texts.Select(text => new Memo { Text = text })]);

    protected async Task<IEnumerable<string>> MemosAsync() => (await RowsAsync<Memo>()).OrderBy(memo => memo.Id).Select(memo => memo.Text);

    protected async Task<IEnumerable<string>> TrailsAsync() => (await RowsAsync<Trail>()).OrderBy(trail => trail.Id).Select(trail => trail.Text);

    /// <summary>Runs a call in a transaction of its own or in one of the caller's, which must be usable afterwards.</summary>
    protected static async Task<BulkResult<TEntity>> RunAsync<TEntity>(
        WriteOps<ArchiveContext> ops, bool joined, Func<Task<BulkResult<TEntity>>> call) where TEntity : class
    {
        if (!joined) return await call();

        await using var transaction = await ops.Context.Database.BeginTransactionAsync();
        var result = await call();
        ops.Context.Add(new Card { Id = -1, Text = "after" });
        await ops.Context.SaveChangesAsync();
        await transaction.CommitAsync();
        return result;
    }
}
