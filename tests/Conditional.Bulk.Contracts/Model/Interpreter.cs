namespace Conditional.Bulk.Contracts.Model;

/// <summary>
/// The contract, item by item: the gate first, then the spec, then the constraints. An item that breaks several constraints may
/// fail with any of them: which one a database finds first is not the library's to say. The engines must agree on it.
/// </summary>
/// <param name="provider">What the database tells.</param>
/// <param name="audited">Whether <see cref="Auditor"/> is at work.</param>
internal sealed class Interpreter(TestProvider provider, bool audited)
{
    /// <summary>Whether calls with such a gate throw before any item.</summary>
    public bool Refuses(ModelGate? gate) => provider.LocksRows && gate is not null && gate.IsUnlockable(negated: false);

    /// <summary>The world after the item, and what its outcome may be.</summary>
    public (World World, IReadOnlyList<string> Outcomes) Run<TEntity>(
        World world, ModelTable<TEntity> table, ModelItem<TEntity> item, object? key)
        where TEntity : class
    {
        var target = Find(world, table, item.Write, key);
        var isMissing = target is null && item.Write is TargetedWrite<TEntity>;
        try
        {
            bool? isAllowed = item.Gate is null ? true : item.Gate.Holds(world, target);
            if (isAllowed is false)
            {
                return (world, [Outcome.Failure(WriteFailureKind.NotAllowed, null, item.Gate!.Refusal(world, target))]);
            }

            return isMissing && (isAllowed is null || item.Write is not Upsertion<TEntity>)
                ? (world, Failures(item, WriteFailureKind.TargetNotFound))
                : Write(world, table, item, target);
        }
        catch (BrokenGateException broken)
        {
            // The contract does not say which comes first, so a missing target may be found missing.
            IEnumerable<WriteFailureKind> kinds = isMissing
                ? [.. broken.Kinds, WriteFailureKind.TargetNotFound]
                : broken.Kinds;
            return (world, [.. kinds.SelectMany(kind => Failures(item, kind))]);
        }
    }

    private static TEntity? Find<TEntity>(World world, ModelTable<TEntity> table, ModelWrite<TEntity> write, object? key)
        where TEntity : class
    {
        if (write is not TargetedWrite<TEntity> targeted) return null;

        var primary = targeted.By is null ? key : targeted.By.PrimaryKeyOf(world, targeted.Name);
        if (primary is null) return null;
        return targeted.FindsHidden ? table.LoadHidden(world, primary) : table.Load(world, primary);
    }

    private (World World, IReadOnlyList<string> Outcomes) Write<TEntity>(
        World world, ModelTable<TEntity> table, ModelItem<TEntity> item, TEntity? target)
        where TEntity : class
    {
        try
        {
            var written = new Written<TEntity>(world, table, target);
            return Kept(world, item, item.Write switch
            {
                Creation<TEntity> creation => written.Create(creation.Build()),
                Change<TEntity> change => written.Update(change.Apply),
                Removal<TEntity> => written.Purge(),
                Upsertion<TEntity> upsertion => written.Upsert(upsertion),
                _ => throw new UnwritableException(),
            });
        }
        catch (UnwritableException)
        {
            return (world, Failures(item, WriteFailureKind.SpecFailed));
        }
        catch (ModelException thrown)
        {
            return (world, Failures(item, WriteFailureKind.SpecFailed, named: thrown.Message));
        }
    }

    private (World World, IReadOnlyList<string> Outcomes) Kept<TEntity>(World before, ModelItem<TEntity> item, Effect written)
        where TEntity : class
    {
        var after = audited && Auditor.Text(written.Changes) is { } text
            ? written.World with { Audits = written.World.Audits.Add(text) }
            : written.World;
        var restricted = item.Write is Removal<TEntity> && provider.TellsRestrict
            ? WriteFailureKind.RestrictViolation
            : WriteFailureKind.ForeignKeyViolation;
        var violated = Constraints.ViolatedIn(after, restricted);
        return violated.Count is 0
            ? (after, [Outcome.Success(written.Entity, written.Action)])
            : (before, [.. violated.SelectMany(violation => Failures(item, violation.Kind, violation.Constraint))]);
    }

    private string[] Failures<TEntity>(
        ModelItem<TEntity> item, WriteFailureKind kind, string? constraint = null, string? named = null)
        where TEntity : class
    {
        var isForeignKey = kind is WriteFailureKind.ForeignKeyViolation or WriteFailureKind.RestrictViolation;
        return
        [
            Outcome.Failure(
                kind,
                isForeignKey && !provider.TellsConstraints ? null : constraint,
                item.Check == kind ? $"check {kind}" : named),
        ];
    }
}
