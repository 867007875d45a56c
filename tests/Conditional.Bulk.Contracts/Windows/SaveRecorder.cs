namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Records the events of <c>SaveChanges</c> that private contexts raise: each item is saved by itself.</summary>
public sealed class SaveRecorder
{
    /// <summary>What was raised, in order.</summary>
    public List<string> Events { get; } = [];

    public TContext Watch<TContext>(TContext context) where TContext : DbContext
    {
        context.SavingChanges += (_, _) => Events.Add("Saving");
        context.SavedChanges += (_, _) => Events.Add("Saved");
        context.SaveChangesFailed += (_, _) => Events.Add("Failed");
        return context;
    }
}
