using System.Linq.Expressions;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>
/// A gate as a tree, with negation already pushed down to its leaves. Nodes are immutable, and evaluated against one item.
/// </summary>
internal abstract class GateNode
{
    /// <summary>The leaves, left to right.</summary>
    public abstract IEnumerable<GateLeaf> Leaves { get; }

    public abstract GateNode Negate();

    public abstract GateNode WithoutLock();

    public abstract Task<GateVerdict> EvaluateAsync(GateSubject subject, CancellationToken cancellationToken);
}

/// <summary>A condition on rows of one entity type.</summary>
internal abstract class GateLeaf : GateNode
{
    public abstract Type EntityType { get; }

    public override IEnumerable<GateLeaf> Leaves => [this];

    /// <exception cref="CannotLockException">The leaf is to be locked, and cannot be.</exception>
    public virtual void RequireLockable(DbContext context, ConditionalBulkProvider provider)
    {
    }
}

internal sealed class ExistsGate<TGate>(Expression<Func<TGate, bool>> predicate, bool negated = false, bool locks = true)
    : GateLeaf where TGate : class
{
    public override Type EntityType => typeof(TGate);

    public override GateNode Negate() => new ExistsGate<TGate>(predicate, !negated, locks);

    public override GateNode WithoutLock() => new ExistsGate<TGate>(predicate, negated, locks: false);

    public override async Task<GateVerdict> EvaluateAsync(GateSubject subject, CancellationToken cancellationToken)
    {
        var rows = Rows(subject.Context);
        var exists = Locks
            ? await subject.Provider.ExistsLockedAsync(subject.Context, rows, cancellationToken).ConfigureAwait(false)
            : await rows.AnyAsync(cancellationToken).ConfigureAwait(false);
        return GateVerdict.Of(exists != negated);
    }

    public override void RequireLockable(DbContext context, ConditionalBulkProvider provider)
    {
        if (Locks) provider.RequireLockable(context, Rows(context));
    }

    /// <summary>A gate that holds because no row exists has nothing to lock.</summary>
    private bool Locks => locks && !negated;

    private IQueryable<TGate> Rows(DbContext context) => context.Set<TGate>().Where(predicate);
}

/// <summary>A condition on the row that the item updates or purges.</summary>
internal abstract class TargetGate : GateLeaf;

internal sealed class TargetGate<TEntity>(Expression<Func<TEntity, bool>> predicate, bool locks = true)
    : TargetGate where TEntity : class
{
    public override Type EntityType => typeof(TEntity);

    public override GateNode Negate() => new TargetGate<TEntity>(
        Expression.Lambda<Func<TEntity, bool>>(Expression.Not(predicate.Body), predicate.Parameters), locks);

    public override GateNode WithoutLock() => new TargetGate<TEntity>(predicate, locks: false);

    public override void RequireLockable(DbContext context, ConditionalBulkProvider provider)
    {
        if (locks) provider.RequireLockable(context, context.Set<TEntity>().Where(predicate));
    }

    public override async Task<GateVerdict> EvaluateAsync(GateSubject subject, CancellationToken cancellationToken)
    {
        if (!subject.TargetFound) return GateVerdict.Unknown;

        // The target is locked already; what its predicate reads through navigations is not.
        var row = EntityKey.Query<TEntity>(subject.Context, subject.TargetKey!).Where(predicate);
        return GateVerdict.Of(locks
            ? await subject.Provider.ExistsLockedAsync(subject.Context, row, cancellationToken).ConfigureAwait(false)
            : await row.AnyAsync(cancellationToken).ConfigureAwait(false));
    }
}

internal sealed class AndGate(GateNode left, GateNode right) : GateNode
{
    public override IEnumerable<GateLeaf> Leaves => left.Leaves.Concat(right.Leaves);

    public override GateNode Negate() => new OrGate(left.Negate(), right.Negate());

    public override GateNode WithoutLock() => new AndGate(left.WithoutLock(), right.WithoutLock());

    public override async Task<GateVerdict> EvaluateAsync(GateSubject subject, CancellationToken cancellationToken)
    {
        var first = await left.EvaluateAsync(subject, cancellationToken).ConfigureAwait(false);
        if (first.IsFalse) return first;

        var second = await right.EvaluateAsync(subject, cancellationToken).ConfigureAwait(false);
        return first.IsTrue || second.IsFalse ? second : first;
    }
}

internal sealed class OrGate(GateNode left, GateNode right) : GateNode
{
    public override IEnumerable<GateLeaf> Leaves => left.Leaves.Concat(right.Leaves);

    public override GateNode Negate() => new AndGate(left.Negate(), right.Negate());

    public override GateNode WithoutLock() => new OrGate(left.WithoutLock(), right.WithoutLock());

    public override async Task<GateVerdict> EvaluateAsync(GateSubject subject, CancellationToken cancellationToken)
    {
        var first = await left.EvaluateAsync(subject, cancellationToken).ConfigureAwait(false);
        if (first.IsTrue) return first;

        var second = await right.EvaluateAsync(subject, cancellationToken).ConfigureAwait(false);
        var either = first.IsFalse || second.IsTrue ? second : first;
        return either.WithoutException();
    }
}

/// <summary>Names the exception of a refusal, unless something inside already named one.</summary>
internal sealed class NamedGate(GateNode inner, Func<Exception> exception) : GateNode
{
    public override IEnumerable<GateLeaf> Leaves => inner.Leaves;

    public override GateNode Negate() => inner.Negate();

    public override GateNode WithoutLock() => new NamedGate(inner.WithoutLock(), exception);

    public override async Task<GateVerdict> EvaluateAsync(GateSubject subject, CancellationToken cancellationToken)
    {
        var verdict = await inner.EvaluateAsync(subject, cancellationToken).ConfigureAwait(false);
        return verdict.OrThrow(exception);
    }
}
