using System.Linq.Expressions;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>A gate, as the library takes it and as the model understands it.</summary>
public abstract record ModelGate
{
    public abstract OnlyIf ToOnlyIf();

    /// <summary>Whether it holds whatever the rows are; null where that depends on them.</summary>
    public virtual bool? Known => null;

    /// <summary>Whether it holds; null where that depends on the target, which is missing.</summary>
    /// <exception cref="BrokenGateException">It cannot be evaluated.</exception>
    public bool? Holds(World world, object? target) => Known ?? Ask(world, target);

    /// <summary>The name of the domain's exception with which a gate that is false refuses, and its reason.</summary>
    public virtual string? Refusal(World world, object? target) => null;

    /// <summary>Whether rows must be locked that PostgreSQL cannot lock.</summary>
    /// <param name="negated">Whether an odd number of negations stands around it.</param>
    public bool IsUnlockable(bool negated) => Known is null && HasUnlockable(negated);

    protected abstract bool? Ask(World world, object? target);

    protected virtual bool HasUnlockable(bool negated) => false;
}

/// <summary>The model's word for a gate that cannot be evaluated.</summary>
internal sealed class BrokenGateException(params WriteFailureKind[] kinds) : Exception
{
    /// <summary>What the item may fail with.</summary>
    public IReadOnlyList<WriteFailureKind> Kinds { get; } = kinds;
}

internal sealed record ExistsGate<TGate>(string Text, Expression<Func<TGate, bool>> Predicate, Func<World, bool> Any) : ModelGate
    where TGate : class
{
    public bool IsLockable { get; init; } = true;

    public override OnlyIf ToOnlyIf() => OnlyIf.Exists(Predicate);

    protected override bool? Ask(World world, object? target) => Any(world);

    protected override bool HasUnlockable(bool negated) => !IsLockable && !negated;

    public override string ToString() => Text;
}

internal sealed record NotExistsGate<TGate>(ExistsGate<TGate> Inner) : ModelGate where TGate : class
{
    public override OnlyIf ToOnlyIf() => OnlyIf.NotExists(Inner.Predicate);

    protected override bool? Ask(World world, object? target) => !Inner.Any(world);

    protected override bool HasUnlockable(bool negated) => Inner.IsUnlockable(!negated);

    public override string ToString() => $"none {Inner}";
}

internal sealed record TargetGate<TEntity>(string Text, Expression<Func<TEntity, bool>> Predicate, Func<World, TEntity, bool> Is)
    : ModelGate where TEntity : class
{
    public override OnlyIf ToOnlyIf() => OnlyIf.Target(Predicate);

    protected override bool? Ask(World world, object? target) => target is null ? null : Is(world, (TEntity)target);

    public override string ToString() => $"target {Text}";
}

internal sealed record ThatGate(bool Value) : ModelGate
{
    public override bool? Known => Value;

    public override OnlyIf ToOnlyIf() => OnlyIf.That(Value);

    protected override bool? Ask(World world, object? target) => Value;

    public override string ToString() => Value ? "yes" : "no";
}

internal sealed record AndGate(ModelGate Left, ModelGate Right) : ModelGate
{
    public override bool? Known => Left.Known & Right.Known;

    public override OnlyIf ToOnlyIf() => Left.ToOnlyIf() & Right.ToOnlyIf();

    protected override bool? Ask(World world, object? target)
    {
        if (Left.Holds(world, target) is not { } left) return Right.Holds(world, target) is false ? false : null;
        return left ? Right.Holds(world, target) : false;
    }

    public override string? Refusal(World world, object? target) =>
        ((Known is false ? Left.Known : Left.Holds(world, target)) is false ? Left : Right).Refusal(world, target);

    protected override bool HasUnlockable(bool negated) => Left.IsUnlockable(negated) || Right.IsUnlockable(negated);

    public override string ToString() => $"({Left} & {Right})";
}

internal sealed record OrGate(ModelGate Left, ModelGate Right) : ModelGate
{
    public override bool? Known => Left.Known | Right.Known;

    public override OnlyIf ToOnlyIf() => Left.ToOnlyIf() | Right.ToOnlyIf();

    protected override bool? Ask(World world, object? target)
    {
        if (Left.Holds(world, target) is not { } left) return Right.Holds(world, target) is true ? true : null;
        return left ? true : Right.Holds(world, target);
    }

    protected override bool HasUnlockable(bool negated) => Left.IsUnlockable(negated) || Right.IsUnlockable(negated);

    public override string ToString() => $"({Left} | {Right})";
}

internal sealed record NotGate(ModelGate Inner) : ModelGate
{
    public override bool? Known => !Inner.Known;

    public override OnlyIf ToOnlyIf() => !Inner.ToOnlyIf();

    protected override bool? Ask(World world, object? target) => !Inner.Holds(world, target);

    protected override bool HasUnlockable(bool negated) => Inner.IsUnlockable(!negated);

    public override string ToString() => $"!{Inner}";
}

internal sealed record NamedGate(ModelGate Inner, string Name) : ModelGate
{
    public override bool? Known => Inner.Known;

    public override OnlyIf ToOnlyIf() => Inner.ToOnlyIf().OrThrow(() => new ModelException(Name)).Because(Name);

    protected override bool? Ask(World world, object? target) => Inner.Holds(world, target);

    public override string? Refusal(World world, object? target) => Inner.Refusal(world, target) ?? Name;

    protected override bool HasUnlockable(bool negated) => Inner.IsUnlockable(negated);

    public override string ToString() => $"{Inner}?{Name}";
}

internal sealed record UnlockedGate(ModelGate Inner) : ModelGate
{
    public override bool? Known => Inner.Known;

    public override OnlyIf ToOnlyIf() => Inner.ToOnlyIf().WithoutLock();

    protected override bool? Ask(World world, object? target) => Inner.Holds(world, target);

    public override string? Refusal(World world, object? target) => Inner.Refusal(world, target);

    public override string ToString() => $"{Inner} without lock";
}

/// <summary>The domain's exception, told apart by its message.</summary>
internal sealed class ModelException(string message) : Exception(message);
