namespace Conditional.Bulk.Benchmarks;

/// <summary>A database of its own for one process.</summary>
internal abstract class BenchmarkDatabase : IAsyncDisposable
{
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
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await using var db = Direct.Contexts.CreateDbContext();
        await EmptyAsync(db, cancellationToken);
        db.Fragments.AddRange(Workload.Existing.Select(draft => draft.ToFragment()));
        await db.SaveChangesAsync(cancellationToken);
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Removes all fragments.</summary>
    protected abstract Task EmptyAsync(BenchmarkDb db, CancellationToken cancellationToken);
}
