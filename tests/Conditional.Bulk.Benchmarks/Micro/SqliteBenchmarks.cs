using BenchmarkDotNet.Attributes;

namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// Operations on a SQLite file, in one transaction that is rolled back at the end: committing to a disk is not what they are about.
/// </summary>
public abstract class SqliteBenchmarks
{
    private SqliteDatabase _database = null!;

    private protected BenchmarkDb Db { get; private set; } = null!;

    private protected WriteOps<BenchmarkDb> Ops { get; private set; } = null!;

    /// <summary>The key of a row that is there.</summary>
    private protected Guid FragmentId { get; private set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _database = await SqliteDatabase.CreateAsync(CancellationToken.None);
        var noItems = Workload.Create(new Creates(), AllHosts.Plain, items: 0, failureRate: 0);
        await _database.ResetAsync(noItems, CancellationToken.None);
        Db = _database.Direct.Contexts(AllHosts.Plain, new LibraryOptions()).CreateDbContext();
        await Db.Database.BeginTransactionAsync();
        FragmentId = await Db.Fragments.Select(f => f.Id).FirstAsync();
        Ops = new WriteOps<BenchmarkDb>(Db);
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await Db.DisposeAsync();
        await _database.DisposeAsync();
    }
}
