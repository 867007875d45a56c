namespace Conditional.Bulk.Benchmarks;

/// <summary>A way to reach the database: straight, or through something that delays or counts.</summary>
internal abstract class Endpoint(string connectionString) : IAsyncDisposable
{
    private readonly Dictionary<LibraryOptions, IDbContextFactory<BenchmarkDb>> _withLibrary = [];
    private IDbContextFactory<BenchmarkDb>? _plain;

    public string ConnectionString { get; } = connectionString;

    /// <summary>Contexts without the library.</summary>
    public IDbContextFactory<BenchmarkDb> Contexts => _plain ??= NewFactory(library: null);

    /// <summary>Contexts with the library turned on.</summary>
    public IDbContextFactory<BenchmarkDb> ContextsWith(LibraryOptions library)
    {
        if (!_withLibrary.TryGetValue(library, out var factory)) _withLibrary.Add(library, factory = NewFactory(library));
        return factory;
    }

    public abstract ValueTask DisposeAsync();

    protected abstract void Configure(DbContextOptionsBuilder options, LibraryOptions? library);

    private ContextFactory NewFactory(LibraryOptions? library)
    {
        var builder = new DbContextOptionsBuilder<BenchmarkDb>();
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
