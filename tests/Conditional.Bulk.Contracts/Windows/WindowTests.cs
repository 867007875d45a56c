namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Batches in windows, whatever the engine setting: each call is given its options.</summary>
public abstract class WindowTests<TContext>(TestProvider provider)
    : ContractTests<TContext>(provider, EngineSetting.InWindows)
    where TContext : DbContext
{
    /// <summary>One window for all items, as far as nothing closes it.</summary>
    protected static BulkOptions InWindows { get; } = new() { ItemsPerWindow = 1000 };

    protected SaveRecorder Saves { get; } = new();

    /// <summary>Operations whose saves are recorded.</summary>
    protected WriteOps<TContext> NewWatchedOps(Action<DbContextOptionsBuilder>? configure = null) => new(
        NewContext(configure), options => Saves.Watch((TContext)Activator.CreateInstance(typeof(TContext), options)!));

    /// <summary>Reads all rows of an entity type with plain EF, so only what is committed.</summary>
    protected Task<List<TEntity>> RowsAsync<TEntity>() where TEntity : class =>
        CommittedAsync(context => context.Set<TEntity>().AsNoTracking().ToListAsync());
}
