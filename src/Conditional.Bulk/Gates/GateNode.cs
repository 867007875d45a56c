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

    public abstract ValueTask<GateVerdict> EvaluateAsync(IGateAnswers answers, CancellationToken cancellationToken);
}

/// <summary>A condition on rows of one entity type.</summary>
internal abstract class GateLeaf : GateNode
{
    public abstract Type EntityType { get; }

    public override IEnumerable<GateLeaf> Leaves => [this];

    /// <summary>Whether what makes it true is to be locked.</summary>
    public abstract bool Locks { get; }

    protected abstract LambdaExpression Condition { get; }

    /// <summary>Finds out what it asks now: what its condition captured may change.</summary>
    /// <param name="runsCode">Whether the condition runs code to get its values, which it may do once for each item.</param>
    /// <returns>Equal for leaves that ask the same; null for one of which that is not known.</returns>
    public GateSignature? Sign(out bool runsCode) => GateSignature.Of((EntityType, Locks), Condition, out runsCode);

    public sealed override ValueTask<GateVerdict> EvaluateAsync(IGateAnswers answers, CancellationToken cancellationToken) =>
        answers.OfAsync(this, cancellationToken);

    /// <summary>Prepares what the condition asks for one item. Code that it captured runs now.</summary>
    /// <param name="session">The provider's part of the call.</param>
    /// <param name="context">The private context.</param>
    /// <param name="targetKey">The key of the row being updated or purged; null for a create.</param>
    public abstract GateQuestion Ask(WriteSession session, DbContext context, IReadOnlyList<object>? targetKey);

    /// <summary>What it means that there is such a row, or none.</summary>
    public abstract GateVerdict Verdict(bool exists);
}

/// <summary>A condition on any rows of an entity type.</summary>
internal abstract class ExistsGate : GateLeaf
{
    /// <summary>Asks without locking.</summary>
    public abstract Task<bool> ExistsAsync(DbContext context, CancellationToken cancellationToken);
}

internal sealed class ExistsGate<TGate>(Expression<Func<TGate, bool>> predicate, bool negated = false, bool locks = true)
    : ExistsGate where TGate : class
{
    public override Type EntityType => typeof(TGate);

    /// <summary>A gate that holds because no row exists has nothing to lock.</summary>
    public override bool Locks => locks && !negated;

    protected override LambdaExpression Condition => predicate;

    public override GateNode Negate() => new ExistsGate<TGate>(predicate, !negated, locks);

    public override GateNode WithoutLock() => new ExistsGate<TGate>(predicate, negated, locks: false);

    public override GateQuestion Ask(WriteSession session, DbContext context, IReadOnlyList<object>? targetKey) =>
        session.Question(Rows(context), Locks);

    public override GateVerdict Verdict(bool exists) => GateVerdict.Of(exists != negated);

    public override Task<bool> ExistsAsync(DbContext context, CancellationToken cancellationToken) =>
        Rows(context).AnyAsync(cancellationToken);

    private IQueryable<TGate> Rows(DbContext context) => context.Set<TGate>().Where(predicate);
}

/// <summary>A condition on the row that the item updates or purges.</summary>
internal abstract class TargetGate : GateLeaf;

internal sealed class TargetGate<TEntity>(Expression<Func<TEntity, bool>> predicate, bool locks = true)
    : TargetGate where TEntity : class
{
    public override Type EntityType => typeof(TEntity);

    /// <summary>The target is locked already; what its predicate reads through navigations is not.</summary>
    public override bool Locks => locks;

    protected override LambdaExpression Condition => predicate;

    public override GateNode Negate() => new TargetGate<TEntity>(
        Expression.Lambda<Func<TEntity, bool>>(Expression.Not(predicate.Body), predicate.Parameters), locks);

    public override GateNode WithoutLock() => new TargetGate<TEntity>(predicate, locks: false);

    public override GateQuestion Ask(WriteSession session, DbContext context, IReadOnlyList<object>? targetKey) =>
        session.Question(Row(context, targetKey!), Locks);

    public override GateVerdict Verdict(bool exists) => GateVerdict.Of(exists);

    private IQueryable<TEntity> Row(DbContext context, IReadOnlyList<object> key) =>
        EntityKey.Query<TEntity>(context, key).Where(predicate);
}

internal sealed class AndGate(GateNode left, GateNode right) : GateNode
{
    public override IEnumerable<GateLeaf> Leaves => left.Leaves.Concat(right.Leaves);

    public override GateNode Negate() => new OrGate(left.Negate(), right.Negate());

    public override GateNode WithoutLock() => new AndGate(left.WithoutLock(), right.WithoutLock());

    public override async ValueTask<GateVerdict> EvaluateAsync(IGateAnswers answers, CancellationToken cancellationToken)
    {
        var first = await left.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false);
        if (first.IsFalse) return first;

        var second = await right.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false);
        return first.IsTrue || second.IsFalse ? second : first;
    }
}

internal sealed class OrGate(GateNode left, GateNode right) : GateNode
{
    public override IEnumerable<GateLeaf> Leaves => left.Leaves.Concat(right.Leaves);

    public override GateNode Negate() => new AndGate(left.Negate(), right.Negate());

    public override GateNode WithoutLock() => new OrGate(left.WithoutLock(), right.WithoutLock());

    public override async ValueTask<GateVerdict> EvaluateAsync(IGateAnswers answers, CancellationToken cancellationToken)
    {
        var first = await left.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false);
        if (first.IsTrue) return first;

        var second = await right.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false);
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

    public override async ValueTask<GateVerdict> EvaluateAsync(IGateAnswers answers, CancellationToken cancellationToken)
    {
        var verdict = await inner.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false);
        return verdict.OrThrow(exception);
    }
}
