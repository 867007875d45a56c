using System.Linq.Expressions;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>A condition on the row that the item updates or purges.</summary>
internal abstract class TargetGate : GateLeaf;

internal sealed class TargetGate<TEntity>(Expression<Func<TEntity, bool>> predicate, bool locks = true)
    : TargetGate where TEntity : class
{
    public override Type EntityType => typeof(TEntity);

    /// <summary>The target is locked already; what its predicate reads through navigations is not.</summary>
    public override bool Locks => locks;

    public override GateNode Negate() => new TargetGate<TEntity>(
        Expression.Lambda<Func<TEntity, bool>>(Expression.Not(predicate.Body), predicate.Parameters), locks);

    public override GateNode WithoutLock() => new TargetGate<TEntity>(predicate, locks: false);

    public override GateSignature? Sign(out bool runsCode) => GateSignature.Of((EntityType, Locks), predicate, out runsCode);

    public override GateQuestion Ask(WriteSession session, DbContext context, IReadOnlyList<object>? targetKey) =>
        session.Question(EntityKey.Query<TEntity>(context, targetKey!).Where(predicate), Locks);

    public override GateVerdict Verdict(bool exists) => GateVerdict.Of(exists);
}
