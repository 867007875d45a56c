using System.Linq.Expressions;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>A condition on the row that the item updates or purges.</summary>
internal abstract class TargetGate : GateLeaf
{
    /// <summary>What the caller wrote, for messages.</summary>
    public virtual string Name => $"Target<{EntityType.Name}>";

    /// <summary>Checks what only the model tells.</summary>
    public virtual void Validate(IModel model, string item, string parameterName)
    {
    }
}

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

/// <summary>A condition on the concurrency token of the row that the item updates or purges.</summary>
internal sealed class VersionGate<TEntity>(object? seen, bool negated = false) : TargetGate where TEntity : class
{
    public override string Name => $"Version<{EntityType.Name}>";

    public override Type EntityType => typeof(TEntity);

    /// <summary>The target is locked already, and nothing else is read.</summary>
    public override bool Locks => false;

    public override GateNode Negate() => new VersionGate<TEntity>(seen, !negated);

    public override GateNode WithoutLock() => this;

    public override void Validate(IModel model, string item, string parameterName) =>
        ConcurrencyToken.Validate(model.FindEntityType(EntityType)!, seen, item, parameterName);

    public override GateSignature? Sign(out bool runsCode)
    {
        runsCode = false;
        return null;
    }

    public override GateQuestion Ask(WriteSession session, DbContext context, IReadOnlyList<object>? targetKey)
    {
        var row = Expression.Parameter(EntityType, "row");
        var isSame = PropertyValue.Is(row, ConcurrencyToken.Of(context.Model.FindEntityType(EntityType)!), seen);
        var condition = Expression.Lambda<Func<TEntity, bool>>(negated ? Expression.Not(isSame) : isSame, row);
        return session.Question(EntityKey.Query<TEntity>(context, targetKey!).Where(condition), Locks);
    }

    public override GateVerdict Verdict(bool exists) => GateVerdict.Of(exists);
}
