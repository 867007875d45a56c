using System.Collections.Immutable;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>One item of a batch, from the verb to its result: which row, under which gate, what to do, and what became of it.</summary>
/// <param name="index">The item's position in the batch, from 0.</param>
/// <param name="entityType">The entity type that the item names; null for an item without a write.</param>
/// <param name="onlyIf">The gate; null for an item without.</param>
internal abstract class WriteItem(int index, IEntityType? entityType, OnlyIf? onlyIf)
{
    private Dictionary<GateLeaf, GateQuestion>? _asked;

    public int Index => index;

    public IEntityType EntityType => entityType ?? throw new InvalidOperationException("The item has no write, and so no entity type.");

    /// <summary>What messages call the item's entity type.</summary>
    public string Name => entityType?.ClrType.Name ?? "write";

    public GateNode? Gate { get; } = onlyIf?.Node;

    /// <summary>Whether the item fails whatever the database answers: its gate is false, or there is no write.</summary>
    public virtual bool IsRefusedUnasked => Gate is { Known.IsFalse: true };

    /// <summary>The row that the item is about; null for a create.</summary>
    public virtual TargetRow? Target => null;

    /// <summary>Whether a row that is missing is created.</summary>
    public bool CreatesIfMissing => Target is { IsCreatedIfMissing: true };

    /// <summary>Whether the gate depends on the row that the item is about.</summary>
    public bool AsksForTarget => Gate?.Leaves.Any(leaf => leaf is TargetGate) is true;

    /// <summary>Whether the spec that ran built a new row.</summary>
    public virtual bool IsCreated => false;

    /// <summary>
    /// Whether the violation of a unique constraint may mean that the row has been created by somebody else since it was looked for.
    /// </summary>
    /// <param name="constraint">The constraint's name, as far as it is known.</param>
    public virtual bool IsLostRace(string? constraint) => false;

    public abstract IReadOnlyList<IntegrityCheck> IntegrityChecks { get; }

    /// <summary>How far the item has come; what an exception means depends on it.</summary>
    public WriteStage Stage { get; set; }

    /// <summary>What the result holds, once the spec has run.</summary>
    public object? Entity { get; private set; }

    /// <summary>The instances of the spec's graph, each once.</summary>
    public ImmutableArray<GraphNode> Graph { get; private set; } = [];

    /// <summary>Why the item failed; null as long as it has not.</summary>
    public WriteFailure? Failure { get; set; }

    /// <summary>
    /// The rows that were being written when the database refused the item; none if nobody asks for the row that was in their way.
    /// </summary>
    public IReadOnlyList<RefusedRow> Refused { get; set; } = [];

    /// <summary>What is still to be looked for before <see cref="Failure"/> is complete; null if nothing.</summary>
    public CurrentSearch? Search { get; set; }

    /// <summary>Whether EF had anything to send for the item.</summary>
    public bool HasWritten { get; set; }

    /// <summary>What was done.</summary>
    public WriteAction Action => Failure is null ? ActionIf(HasWritten) : WriteAction.None;

    /// <summary>The question of a condition that runs code to get its values: the code runs once for each item.</summary>
    public GateQuestion AskOnce(GateLeaf leaf, Func<GateQuestion> ask)
    {
        _asked ??= new Dictionary<GateLeaf, GateQuestion>(ReferenceEqualityComparer.Instance);
        if (!_asked.TryGetValue(leaf, out var question)) _asked.Add(leaf, question = ask());
        return question;
    }

    /// <summary>The failure of an item that is refused unasked.</summary>
    public virtual WriteFailure RefusalUnasked(FailureReader failures) => failures.NotAllowed(this, Gate!.Known);

    /// <summary>Forgets everything, for another run of the call.</summary>
    public void Reset()
    {
        _asked = null;
        Restart();
    }

    /// <summary>Forgets an attempt that was undone.</summary>
    public virtual void Restart()
    {
        (Stage, Entity, Graph, Failure, HasWritten) = (WriteStage.Target, null, [], null, false);
        (Refused, Search) = ([], null);
    }

    /// <summary>Goes back to where the database rejected the row that the spec had built.</summary>
    public virtual void BackToCreate() => Stage = WriteStage.Save;

    /// <summary>Runs the spec, without any I/O of the library's own.</summary>
    /// <param name="target">The row to change or delete, tracked; null for a create.</param>
    /// <param name="graphs">Tells what the spec's graph reaches.</param>
    public void RunSpec(object? target, GraphGuard graphs)
    {
        Entity = Run(target);
        if (IsCreated) graphs.RequireNewInstance(Entity, index);
        Graph = graphs.GraphOf(Entity);
    }

    /// <summary>Whether the graph may hold instances of the item's own only.</summary>
    public abstract bool OwnsGraph { get; }


    protected abstract object Run(object? target);

    /// <summary>What an item that succeeded did.</summary>
    protected abstract WriteAction ActionIf(bool hasWritten);

    /// <summary>Hands the spec's work to the tracker of the private context, which does not look for changes by itself now.</summary>
    public abstract void Track(DbContext context);

    /// <summary>A key that the spec changed is found here: in <c>SaveChanges</c> it would no longer be known for the spec's doing.</summary>
    protected static void FindChanges(DbContext context)
    {
        List<EntityEntry> tracked = [.. context.ChangeTracker.Entries()];
        foreach (var entry in tracked) entry.DetectChanges();
    }

    /// <summary>Loads the target with EF's own query, tracked. Query filters apply, but for those that the target names.</summary>
    public abstract Task<object?> LoadAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>What the query for the target reads, with its query filters but without what it includes.</summary>
    public abstract GateQuestion AskForTarget(DbContext context, WriteSession session);

    /// <summary>Loads targets that differ from the item's by the values of their keys only, tracked, one after the other.</summary>
    /// <param name="context">The private context.</param>
    /// <param name="keys">Keys of rows, each once.</param>
    public abstract IAsyncEnumerable<object> LoadMany(DbContext context, IReadOnlyList<IReadOnlyList<object>> keys);
}

/// <inheritdoc cref="WriteItem"/>
internal abstract class WriteItem<TEntity>(int index, IEntityType entityType, OnlyIf? onlyIf, TargetRow? target)
    : WriteItem(index, entityType, onlyIf) where TEntity : class
{
    public override TargetRow? Target => target;

    public override async Task<object?> LoadAsync(DbContext context, CancellationToken cancellationToken) =>
        await EntityKey.Query<TEntity>(context, Target!).AsTracking()
            .SingleOrDefaultAsync(cancellationToken)
            .ConfigureAwait(false);

    public override GateQuestion AskForTarget(DbContext context, WriteSession session) =>
        session.Question(EntityKey.Query<TEntity>(context, Target!), locks: false);

    public override IAsyncEnumerable<object> LoadMany(DbContext context, IReadOnlyList<IReadOnlyList<object>> keys) =>
        EntityKey.QueryMany<TEntity>(context, Target!, keys).AsTracking().AsAsyncEnumerable();
}

internal sealed class CreateItem<TEntity>(int index, IEntityType entityType, CreatorSpec<TEntity> spec, OnlyIf? onlyIf)
    : WriteItem<TEntity>(index, entityType, onlyIf, target: null) where TEntity : class
{
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => spec.IntegrityChecks;

    public override bool OwnsGraph => true;

    public override bool IsCreated => true;

    protected override object Run(object? target) =>
        spec.BuildEntity() ?? throw new InvalidOperationException($"'{spec.GetType().Name}' built null.");

    protected override WriteAction ActionIf(bool hasWritten) => WriteAction.Created;

    public override void Track(DbContext context) => context.Add(Entity!);
}

internal sealed class UpdateItem<TEntity>(int index, IEntityType entityType, Updater<TEntity> updater, TargetRow target, OnlyIf? onlyIf)
    : WriteItem<TEntity>(index, entityType, onlyIf, target) where TEntity : class
{
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => updater.Spec.IntegrityChecks;

    public override bool OwnsGraph => true;

    protected override object Run(object? target)
    {
        updater.Spec.Apply((TEntity)target!);
        return target!;
    }

    protected override WriteAction ActionIf(bool hasWritten) => hasWritten ? WriteAction.Updated : WriteAction.Unchanged;

    public override void Track(DbContext context) => FindChanges(context);
}

internal sealed class PurgeItem<TEntity>(int index, IEntityType entityType, Purger<TEntity> purger, TargetRow target, OnlyIf? onlyIf)
    : WriteItem<TEntity>(index, entityType, onlyIf, target) where TEntity : class
{
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => purger.IntegrityChecks;

    /// <summary>Nothing of the caller's ran that could have reached an instance of another.</summary>
    public override bool OwnsGraph => false;

    protected override object Run(object? target) => target!;

    protected override WriteAction ActionIf(bool hasWritten) => WriteAction.Purged;

    public override void Track(DbContext context) => context.Remove(Entity!);
}
