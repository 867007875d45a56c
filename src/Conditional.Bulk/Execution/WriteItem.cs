using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>One write as the engine runs it: which row, under which gate, and what to do.</summary>
internal abstract class WriteItem<TEntity>(OnlyIf? onlyIf) where TEntity : class
{
    public GateNode? Gate { get; } = onlyIf?.Node;

    /// <summary>The key of the row that must be there; null for a create.</summary>
    public virtual IReadOnlyList<object>? TargetKey => null;

    public abstract IReadOnlyList<IntegrityCheck> IntegrityChecks { get; }

    /// <summary>Runs the spec and hands its work to the context's tracker, without any I/O of the library's own.</summary>
    /// <param name="context">The private context, which tracks nothing but <paramref name="target"/>.</param>
    /// <param name="target">The row with <see cref="TargetKey"/>; null for a create.</param>
    /// <param name="graphs">Refuses graphs that reach entities which are not the item's own.</param>
    /// <returns>The entity that the item's result holds.</returns>
    public abstract TEntity Stage(DbContext context, TEntity? target, GraphGuard graphs);
}

internal sealed class CreateItem<TEntity>(CreatorSpec<TEntity> spec, OnlyIf? onlyIf) : WriteItem<TEntity>(onlyIf)
    where TEntity : class
{
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => spec.IntegrityChecks;

    public override TEntity Stage(DbContext context, TEntity? target, GraphGuard graphs)
    {
        var entity = spec.BuildEntity() ?? throw new InvalidOperationException($"'{spec.GetType().Name}' built null.");
        graphs.RequireNewInstance(entity);
        graphs.RequireOwnGraph(entity);
        context.Add(entity);
        return entity;
    }
}

internal sealed class UpdateItem<TEntity>(Updater<TEntity> updater, OnlyIf? onlyIf) : WriteItem<TEntity>(onlyIf)
    where TEntity : class
{
    public override IReadOnlyList<object> TargetKey => updater.KeyValues;

    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => updater.Spec.IntegrityChecks;

    public override TEntity Stage(DbContext context, TEntity? target, GraphGuard graphs)
    {
        // A lazy load inside Apply would look for changes, and fix up navigations before the graph is looked at.
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            updater.Spec.Apply(target!);
            graphs.RequireOwnGraph(target!);
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = true;
        }

        context.ChangeTracker.DetectChanges();
        return target!;
    }
}

internal sealed class PurgeItem<TEntity>(Purger<TEntity> purger, OnlyIf? onlyIf) : WriteItem<TEntity>(onlyIf)
    where TEntity : class
{
    public override IReadOnlyList<object> TargetKey => purger.KeyValues;

    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => purger.IntegrityChecks;

    public override TEntity Stage(DbContext context, TEntity? target, GraphGuard graphs)
    {
        context.Remove(target!);
        return target!;
    }
}
