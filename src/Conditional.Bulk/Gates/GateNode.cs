using System.Collections.Immutable;
using System.Linq.Expressions;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>
/// A gate as a tree, with negation already pushed down to its leaves. Nodes are immutable, and evaluated against one item.
/// </summary>
internal abstract class GateNode
{
    /// <summary>What the gate comes to whatever the database answers; unknown if that depends on the answers.</summary>
    public abstract GateVerdict Known { get; }

    /// <summary>All leaves, left to right.</summary>
    public abstract ImmutableArray<GateLeaf> AllLeaves { get; }

    /// <summary>The leaves on whose answers the gate depends, left to right.</summary>
    public ImmutableArray<GateLeaf> Leaves => Known.IsUnknown ? UndecidedLeaves : [];

    protected abstract ImmutableArray<GateLeaf> UndecidedLeaves { get; }

    public abstract GateNode Negate();

    public abstract GateNode WithoutLock();

    public ValueTask<GateVerdict> EvaluateAsync(IGateAnswers answers, CancellationToken cancellationToken) =>
        Known.IsUnknown ? AskAsync(answers, cancellationToken) : new(Known);

    /// <summary>Asks for what is not known.</summary>
    protected abstract ValueTask<GateVerdict> AskAsync(IGateAnswers answers, CancellationToken cancellationToken);
}

/// <summary>A condition that nobody needs to be asked for.</summary>
internal sealed class ThatGate(bool holds) : GateNode
{
    public override GateVerdict Known { get; } = GateVerdict.Of(holds);

    public override ImmutableArray<GateLeaf> AllLeaves => [];

    protected override ImmutableArray<GateLeaf> UndecidedLeaves => [];

    public override GateNode Negate() => new ThatGate(!holds);

    public override GateNode WithoutLock() => this;

    protected override ValueTask<GateVerdict> AskAsync(IGateAnswers answers, CancellationToken cancellationToken) => new(Known);
}

/// <summary>A condition on rows of one entity type.</summary>
internal abstract class GateLeaf : GateNode
{
    private readonly ImmutableArray<GateLeaf> _self;

    protected GateLeaf() => _self = [this];

    public abstract Type EntityType { get; }

    public override GateVerdict Known => GateVerdict.Unknown;

    public override ImmutableArray<GateLeaf> AllLeaves => _self;

    protected override ImmutableArray<GateLeaf> UndecidedLeaves => _self;

    /// <summary>Whether what makes it true is to be locked.</summary>
    public abstract bool Locks { get; }

    /// <summary>Reads what the condition asks now: what the condition captured may change.</summary>
    public abstract void Read(GateReader reader);

    protected sealed override ValueTask<GateVerdict> AskAsync(IGateAnswers answers, CancellationToken cancellationToken) =>
        answers.OfAsync(this, cancellationToken);

    /// <summary>Prepares what the condition asks for one item. Code that it captured runs now.</summary>
    /// <param name="session">The provider's part of the call.</param>
    /// <param name="context">The private context.</param>
    /// <param name="target">The row being updated, upserted or purged; null for a create.</param>
    public abstract GateQuestion Ask(WriteSession session, DbContext context, TargetRow? target);

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

    public override GateNode Negate() => new ExistsGate<TGate>(predicate, !negated, locks);

    public override GateNode WithoutLock() => new ExistsGate<TGate>(predicate, negated, locks: false);

    public override void Read(GateReader reader) => reader.Read(EntityType, null, Locks, predicate);

    public override GateQuestion Ask(WriteSession session, DbContext context, TargetRow? target) =>
        session.Question(Rows(context), Locks);

    public override GateVerdict Verdict(bool exists) => GateVerdict.Of(exists != negated);

    public override Task<bool> ExistsAsync(DbContext context, CancellationToken cancellationToken) =>
        Rows(context).AnyAsync(cancellationToken);

    private IQueryable<TGate> Rows(DbContext context) => context.Set<TGate>().Where(predicate);
}

/// <summary>Two gates.</summary>
internal abstract class PairGate(GateNode left, GateNode right) : GateNode
{
    public override ImmutableArray<GateLeaf> AllLeaves => [.. Left.AllLeaves, .. Right.AllLeaves];

    protected override ImmutableArray<GateLeaf> UndecidedLeaves => [.. Left.Leaves, .. Right.Leaves];

    protected GateNode Left { get; } = left;

    protected GateNode Right { get; } = right;
}

internal sealed class AndGate(GateNode left, GateNode right) : PairGate(left, right)
{
    public override GateVerdict Known { get; } = GateVerdict.And(left.Known, right.Known);

    public override GateNode Negate() => new OrGate(Left.Negate(), Right.Negate());

    public override GateNode WithoutLock() => new AndGate(Left.WithoutLock(), Right.WithoutLock());

    protected override async ValueTask<GateVerdict> AskAsync(IGateAnswers answers, CancellationToken cancellationToken)
    {
        var first = await Left.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false);
        return first.IsFalse ? first : GateVerdict.And(first, await Right.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false));
    }
}

internal sealed class OrGate(GateNode left, GateNode right) : PairGate(left, right)
{
    public override GateVerdict Known { get; } = GateVerdict.Or(left.Known, right.Known);

    public override GateNode Negate() => new AndGate(Left.Negate(), Right.Negate());

    public override GateNode WithoutLock() => new OrGate(Left.WithoutLock(), Right.WithoutLock());

    protected override async ValueTask<GateVerdict> AskAsync(IGateAnswers answers, CancellationToken cancellationToken)
    {
        var first = await Left.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false);
        return first.IsTrue ? first : GateVerdict.Or(first, await Right.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false));
    }
}

/// <summary>Names the exception or the reason of a refusal, unless something inside already named one.</summary>
internal sealed class NamedGate(GateNode inner, Func<GateVerdict, GateVerdict> name) : GateNode
{
    public override GateVerdict Known { get; } = name(inner.Known);

    public override ImmutableArray<GateLeaf> AllLeaves => inner.AllLeaves;

    protected override ImmutableArray<GateLeaf> UndecidedLeaves => inner.Leaves;

    public override GateNode Negate() => inner.Negate();

    public override GateNode WithoutLock() => new NamedGate(inner.WithoutLock(), name);

    protected override async ValueTask<GateVerdict> AskAsync(IGateAnswers answers, CancellationToken cancellationToken) =>
        name(await inner.EvaluateAsync(answers, cancellationToken).ConfigureAwait(false));
}
