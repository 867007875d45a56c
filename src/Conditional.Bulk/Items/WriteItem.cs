using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>One write as the engine runs it: which row, under which gate, and what to do.</summary>
internal abstract class WriteItem<TEntity>(OnlyIf? onlyIf) where TEntity : class
{
    public GateNode? Gate { get; } = onlyIf?.Node;

    /// <summary>The key of the row that must be there; null for a create.</summary>
    public virtual IReadOnlyList<object>? TargetKey => null;

    public abstract IReadOnlyList<IntegrityCheck> IntegrityChecks { get; }

    /// <summary>What keeps the spec from being called: a gate that does not hold, then a target that is missing.</summary>
    /// <returns>The item's failure; null if the spec may run.</returns>
    public async ValueTask<WriteFailure?> RefusalAsync(
        int index, IGateAnswers answers, FailureReader failures, CancellationToken cancellationToken)
    {
        if (Gate is not null)
        {
            var verdict = await Gate.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false);
            if (verdict.IsFalse) return failures.NotAllowed<TEntity>(index, verdict);
        }

        return TargetKey is not null && !answers.TargetFound ? failures.TargetNotFound(index, this) : null;
    }

    /// <summary>Runs the spec, without any I/O of the library's own.</summary>
    /// <param name="target">The row with <see cref="TargetKey"/>, tracked; null for a create.</param>
    /// <returns>The entity that the item's result holds.</returns>
    public abstract TEntity RunSpec(TEntity? target);

    /// <summary>Refuses what the spec may not hand over.</summary>
    /// <returns>The instances that are the item's own, with their entity types.</returns>
    public abstract IReadOnlyDictionary<object, IEntityType?> Check(int index, TEntity entity, GraphGuard graphs);

    /// <summary>Hands the spec's work to the tracker of the private context.</summary>
    /// <param name="context">The private context, which does not look for changes by itself now.</param>
    /// <param name="entity">What the spec built or changed.</param>
    /// <param name="tracked">The item's entries so far.</param>
    public abstract void Track(DbContext context, TEntity entity, IEnumerable<EntityEntry> tracked);
}

internal sealed class CreateItem<TEntity>(CreatorSpec<TEntity> spec, OnlyIf? onlyIf) : WriteItem<TEntity>(onlyIf)
    where TEntity : class
{
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => spec.IntegrityChecks;

    public override TEntity RunSpec(TEntity? target) =>
        spec.BuildEntity() ?? throw new InvalidOperationException($"'{spec.GetType().Name}' built null.");

    public override IReadOnlyDictionary<object, IEntityType?> Check(int index, TEntity entity, GraphGuard graphs)
    {
        graphs.RequireNewInstance(entity, index);
        var graph = graphs.GraphOf(entity);
        graphs.RequireOwn(graph);
        return graph;
    }

    public override void Track(DbContext context, TEntity entity, IEnumerable<EntityEntry> tracked) => context.Add(entity);
}

internal sealed class UpdateItem<TEntity>(Updater<TEntity> updater, OnlyIf? onlyIf) : WriteItem<TEntity>(onlyIf)
    where TEntity : class
{
    public override IReadOnlyList<object> TargetKey => updater.KeyValues;

    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => updater.Spec.IntegrityChecks;

    public override TEntity RunSpec(TEntity? target)
    {
        updater.Spec.Apply(target!);
        return target!;
    }

    public override IReadOnlyDictionary<object, IEntityType?> Check(int index, TEntity entity, GraphGuard graphs)
    {
        var graph = graphs.GraphOf(entity);
        graphs.RequireOwn(graph);
        return graph;
    }

    public override void Track(DbContext context, TEntity entity, IEnumerable<EntityEntry> tracked)
    {
        foreach (var entry in tracked) entry.DetectChanges();
    }
}

internal sealed class PurgeItem<TEntity>(Purger<TEntity> purger, OnlyIf? onlyIf) : WriteItem<TEntity>(onlyIf)
    where TEntity : class
{
    public override IReadOnlyList<object> TargetKey => purger.KeyValues;

    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => purger.IntegrityChecks;

    public override TEntity RunSpec(TEntity? target) => target!;

    public override IReadOnlyDictionary<object, IEntityType?> Check(int index, TEntity entity, GraphGuard graphs) => graphs.GraphOf(entity);

    public override void Track(DbContext context, TEntity entity, IEnumerable<EntityEntry> tracked) => context.Remove(entity);
}
