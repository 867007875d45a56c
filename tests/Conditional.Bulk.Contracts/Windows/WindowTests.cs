namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Batches in windows, whatever the engine setting: each call is given its options.</summary>
public abstract class WindowTests<TContext>(TestProvider provider)
    : ContractTests<TContext>(provider, EngineSetting.InWindows)
    where TContext : DbContext
{
    /// <summary>One window for all items, as far as nothing closes it.</summary>
    protected static BulkOptions InWindows { get; } = new() { ItemsPerWindow = 1000 };

    protected SaveRecorder Saves { get; } = new();

    /// <summary>What watched operations log.</summary>
    protected LogRecorder LibraryLog { get; } = new();

    /// <summary>How watched operations cut batches into windows.</summary>
    protected IEnumerable<int> Windows => LibraryLog.WindowSizes;

    /// <summary>Operations whose saves and windows are recorded.</summary>
    protected WriteOps<TContext> NewWatchedOps(Action<DbContextOptionsBuilder>? configure = null) => Watched(NewContext(options =>
    {
        LibraryLog.Configure(options);
        configure?.Invoke(options);
    }));

    /// <summary>Operations whose saves alone are recorded.</summary>
    protected WriteOps<TContext> Watched(TContext context) =>
        new(context, options => Saves.Watch((TContext)Activator.CreateInstance(typeof(TContext), options)!));

    /// <summary>Reads all rows of an entity type with plain EF, so only what is committed.</summary>
    protected Task<List<TEntity>> RowsAsync<TEntity>() where TEntity : class =>
        CommittedAsync(context => context.Set<TEntity>().AsNoTracking().ToListAsync());
}
