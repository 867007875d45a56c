namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Records what each <c>SaveChanges</c> of private contexts is about to write: how a batch was cut into windows.</summary>
public sealed class SaveRecorder
{
    private readonly List<IReadOnlyList<object>> _saves = [];

    /// <summary>What was raised, in order.</summary>
    public List<string> Events { get; } = [];

    public TContext Watch<TContext>(TContext context) where TContext : DbContext
    {
        context.SavingChanges += (_, _) => Record(context);
        context.SavedChanges += (_, _) => Events.Add("Saved");
        context.SaveChangesFailed += (_, _) => Events.Add("Failed");
        return context;
    }

    /// <summary>How many rows of an entity type were in each save.</summary>
    public IEnumerable<int> SizesOf<TEntity>() => _saves.Select(entities => entities.OfType<TEntity>().Count());

    public void Clear()
    {
        _saves.Clear();
        Events.Clear();
    }

    private void Record(DbContext context)
    {
        Events.Add("Saving");
        _saves.Add([.. context.ChangeTracker.Entries().Where(entry => entry.State != EntityState.Unchanged).Select(entry => entry.Entity)]);
    }
}
