namespace Conditional.Bulk.Benchmarks;

/// <summary>A database of its own for one process.</summary>
internal abstract class BenchmarkDatabase : IAsyncDisposable
{
    private const int EntitiesAtOnce = 1000;

    public abstract Endpoint Direct { get; }

    /// <summary>Counts; for runs that are not timed.</summary>
    public abstract Endpoint Counting { get; }

    /// <summary>What <see cref="Counting"/> counts.</summary>
    public abstract IStatementCounter Counter { get; }

    public static async Task<BenchmarkDatabase> StartAsync(ProviderName provider, CancellationToken cancellationToken) =>
        provider == ProviderName.Postgres
            ? await PostgreSqlDatabase.CreateAsync(cancellationToken)
            : await SqliteDatabase.CreateAsync(cancellationToken);

    /// <summary>The endpoint with this latency; 0 is <see cref="Direct"/>.</summary>
    public abstract Endpoint WithLatency(double milliseconds);

    /// <summary>The database and its version.</summary>
    public abstract Task<string> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Brings the tables to the state before a run.</summary>
    public async Task ResetAsync(Workload workload, CancellationToken cancellationToken)
    {
        await using var db = Direct.CreateDbContext();
        await EmptyAsync(db, cancellationToken);
        await FillAsync(db, workload.Work.EntitiesBefore(workload), cancellationToken);
        await SettleAsync(db, cancellationToken);
    }

    /// <summary>How far the counters of the server are; null where there is no server.</summary>
    public virtual Task<ServerIds?> ReadIdsAsync(CancellationToken cancellationToken) => Task.FromResult<ServerIds?>(null);

    public abstract ValueTask DisposeAsync();

    /// <summary>Removes all rows of <see cref="BenchmarkDb.WrittenTables"/>.</summary>
    protected abstract Task EmptyAsync(BenchmarkDb db, CancellationToken cancellationToken);

    /// <summary>Does what the server would do at some time later, or what a run would do for those before it.</summary>
    protected abstract Task SettleAsync(BenchmarkDb db, CancellationToken cancellationToken);

    private static async Task FillAsync(BenchmarkDb db, IEnumerable<object> entities, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var some in entities.Chunk(EntitiesAtOnce))
        {
            db.AddRange(some);
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
