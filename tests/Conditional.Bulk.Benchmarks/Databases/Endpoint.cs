namespace Conditional.Bulk.Benchmarks;

/// <summary>A way to reach the database: straight, or through something that delays or counts.</summary>
internal abstract class Endpoint(string connectionString) : IAsyncDisposable
{
    private readonly Dictionary<(Host, LibraryOptions?), IDbContextFactory<BenchmarkDb>> _contexts = [];

    public string ConnectionString { get; } = connectionString;

    /// <summary>Contexts of a host, with the library turned on if there are options for it.</summary>
    public IDbContextFactory<BenchmarkDb> Contexts(Host host, LibraryOptions? library = null)
    {
        if (!_contexts.TryGetValue((host, library), out var contexts))
        {
            _contexts.Add((host, library), contexts = NewFactory(host, library));
        }

        return contexts;
    }

    /// <summary>A context for what is around a run: no library, nothing of a host.</summary>
    public BenchmarkDb CreateDbContext() => Contexts(AllHosts.Plain).CreateDbContext();

    public abstract ValueTask DisposeAsync();

    protected abstract void Configure(DbContextOptionsBuilder options, LibraryOptions? library);

    private ContextFactory NewFactory(Host host, LibraryOptions? library)
    {
        var builder = new DbContextOptionsBuilder<BenchmarkDb>().AddInterceptors(host.Interceptors);
        Configure(builder, library);
        return new ContextFactory(builder.Options);
    }

    private sealed class ContextFactory(DbContextOptions<BenchmarkDb> options) : IDbContextFactory<BenchmarkDb>
    {
        public BenchmarkDb CreateDbContext() => new(options);
    }
}

/// <summary>What a run sent to the database.</summary>
/// <param name="RoundTrips">How often the client waited for the server; null where there is no server.</param>
/// <param name="Savepoints">How many SAVEPOINT statements were executed.</param>
internal sealed record StatementCounts(int? RoundTrips, int Savepoints);

/// <summary>Counts what goes through an endpoint.</summary>
internal interface IStatementCounter
{
    StatementCounts Counts { get; }

    void Clear();
}
