using System.Linq.Expressions;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace Conditional.Bulk;

/// <summary>A condition on the row that the item updates, upserts or purges.</summary>
internal abstract class TargetGate : GateLeaf
{
    /// <summary>What the caller wrote, for messages.</summary>
    public virtual string Name => $"Target<{EntityType.Name}>";

    /// <summary>The condition, if the caller wrote it as an expression.</summary>
    public virtual LambdaExpression? Condition => null;

    /// <summary>Checks what only the model tells.</summary>
    public virtual void Validate(IModel model, ItemLabel item, string parameterName)
    {
    }
}

internal sealed class TargetGate<TEntity>(Expression<Func<TEntity, bool>> predicate, bool locks = true)
    : TargetGate where TEntity : class
{
    public override Type EntityType => typeof(TEntity);

    public override LambdaExpression Condition => predicate;

    /// <summary>The target is locked already; what its predicate reads through navigations is not.</summary>
    public override bool Locks => locks;

    public override GateNode Negate() => new TargetGate<TEntity>(
        Expression.Lambda<Func<TEntity, bool>>(Expression.Not(predicate.Body), predicate.Parameters), locks);

    public override GateNode WithoutLock() => new TargetGate<TEntity>(predicate, locks: false);

    public override void Read(GateReader reader) => reader.Read(EntityType, null, Locks, predicate);

    public override GateQuestion Ask(WriteSession session, DbContext context, TargetRow? target) =>
        session.Question(EntityKey.Query<TEntity>(context, target!).Where(predicate), Locks);

    public override GateVerdict Verdict(bool exists) => GateVerdict.OfTarget(exists);
}

/// <summary>A condition on the concurrency token of the row that the item updates, upserts or purges.</summary>
internal sealed class VersionGate<TEntity>(object? seen, bool negated = false) : TargetGate where TEntity : class
{
    public override string Name => $"Version<{EntityType.Name}>";

    public override Type EntityType => typeof(TEntity);

    /// <summary>The target is locked already, and nothing else is read.</summary>
    public override bool Locks => false;

    public override GateNode Negate() => new VersionGate<TEntity>(seen, !negated);

    public override GateNode WithoutLock() => this;

    public override void Validate(IModel model, ItemLabel item, string parameterName) =>
        ConcurrencyToken.Validate(model.FindEntityType(EntityType)!, seen, item, parameterName);

    public override void Read(GateReader reader) => reader.ReadUnknown();

    public override GateQuestion Ask(WriteSession session, DbContext context, TargetRow? target)
    {
        var row = Expression.Parameter(EntityType, "row");
        var isSame = PropertyValue.Is(row, ConcurrencyToken.Of(context.Model.FindEntityType(EntityType)!), seen);
        var condition = Expression.Lambda<Func<TEntity, bool>>(negated ? Expression.Not(isSame) : isSame, row);
        return session.Question(EntityKey.Query<TEntity>(context, target!).Where(condition), Locks);
    }

    public override GateVerdict Verdict(bool exists) => GateVerdict.OfTarget(exists);
}

/// <summary>A condition on the row that the item updates, upserts or purges, joined with any row of another entity type.</summary>
internal sealed class JoinedTargetGate<TEntity, TOther>(
    Expression<Func<TEntity, TOther, bool>> predicate, bool negated = false, bool locks = true)
    : TargetGate
    where TEntity : class
    where TOther : class
{
    public override string Name => $"Target<{EntityType.Name}, {typeof(TOther).Name}>";

    public override Type EntityType => typeof(TEntity);

    public override LambdaExpression Condition => predicate;

    /// <summary>A gate that holds because there is no such other row has nothing to lock.</summary>
    public override bool Locks => locks && !negated;

    public override GateNode Negate() => new JoinedTargetGate<TEntity, TOther>(predicate, !negated, locks);

    public override GateNode WithoutLock() => new JoinedTargetGate<TEntity, TOther>(predicate, negated, locks: false);

    public override void Validate(IModel model, ItemLabel item, string parameterName) => model.RequireQueryable(typeof(TOther), item);

    public override void Read(GateReader reader) => reader.Read(EntityType, typeof(TOther), Locks, predicate);

    public override GateQuestion Ask(WriteSession session, DbContext context, TargetRow? target)
    {
        var pair = Expression.Parameter(typeof(Pair), "pair");
        var condition = ReplacingExpressionVisitor.Replace(
            [.. predicate.Parameters],
            [Expression.Property(pair, nameof(Pair.Row)), Expression.Property(pair, nameof(Pair.Other))],
            predicate.Body);
        var pairs = EntityKey.Query<TEntity>(context, target!)
            .SelectMany(_ => context.Set<TOther>(), (row, other) => new Pair { Row = row, Other = other })
            .Where(Expression.Lambda<Func<Pair, bool>>(condition, pair));
        return session.Question(pairs.Select(joined => joined.Other), Locks);
    }

    public override GateVerdict Verdict(bool exists) => GateVerdict.OfTarget(exists != negated);

    private sealed class Pair
    {
        public required TEntity Row { get; init; }

        public required TOther Other { get; init; }
    }
}
