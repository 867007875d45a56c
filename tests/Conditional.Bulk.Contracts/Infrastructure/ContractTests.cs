namespace Conditional.Bulk.Contracts;

/// <summary>Tests on an engine setting.</summary>
public interface IContractTests
{
    /// <summary>How batches are written, unless a test says it otherwise.</summary>
    EngineSetting Engine { get; }
}

/// <summary>
/// Facts that hold on every provider. Each test has a database of its own; the classes for the providers are empty.
/// </summary>
public abstract class ContractTests<TContext>(TestProvider provider, EngineSetting engine)
    : IContractTests, IAsyncLifetime
    where TContext : DbContext
{
    private readonly List<IAsyncDisposable> _opened = [];

    protected TestProvider Provider { get; } = provider;

    public EngineSetting Engine { get; } = engine;

    protected TestDatabase Database { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Database = await Provider.CreateDatabaseAsync<TContext>(Engine);

    public virtual async Task DisposeAsync()
    {
        foreach (var opened in _opened) await opened.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>A context on the test's database, disposed at its end.</summary>
    protected TContext NewContext(Action<DbContextOptionsBuilder>? configure = null)
    {
        var context = (TContext)Activator.CreateInstance(typeof(TContext), Database.Options<TContext>(configure))!;
        _opened.Add(context);
        return context;
    }

    /// <summary>Operations on a context of their own.</summary>
    protected WriteOps<TContext> NewOps(Action<DbContextOptionsBuilder>? configure = null) => new(NewContext(configure));

    protected DbOpsProvider<TContext> NewOpsProvider(Action<DbContextOptionsBuilder>? configure = null) =>
        new(new ContextFactory(() => (TContext)Activator.CreateInstance(typeof(TContext), Database.Options<TContext>(configure))!));

    /// <summary>Adds rows with plain EF.</summary>
    protected async Task SeedAsync(params object[] entities)
    {
        await using var context = NewContext();
        context.AddRange(entities);
        await context.SaveChangesAsync();
    }

    /// <summary>Runs SQL on a connection of its own.</summary>
    protected async Task ExecuteAsync(string sql)
    {
        await using var context = NewContext();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>Reads with plain EF on a connection of its own, so only what is committed.</summary>
    protected async Task<TResult> CommittedAsync<TResult>(Func<TContext, Task<TResult>> read)
    {
        await using var context = NewContext();
        return await read(context);
    }

    private sealed class ContextFactory(Func<TContext> create) : IDbContextFactory<TContext>
    {
        public TContext CreateDbContext() => create();
    }
}
