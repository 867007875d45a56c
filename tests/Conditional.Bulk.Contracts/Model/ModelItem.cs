namespace Conditional.Bulk.Contracts.Model;

/// <summary>What an item does. The model runs the same delegates as the library, on rows of its own.</summary>
/// <param name="Text">What a failing test prints.</param>
internal abstract record ModelWrite<TEntity>(string Text);

/// <param name="Text">What a failing test prints.</param>
/// <param name="Build">The spec.</param>
internal sealed record Creation<TEntity>(string Text, Func<TEntity?> Build) : ModelWrite<TEntity>(Text);

/// <summary>A create whose spec returns what the last one before it returned: the same instance, or null.</summary>
internal sealed record Repetition<TEntity>() : ModelWrite<TEntity>("the same instance again");

/// <summary>A write to the row that has a name.</summary>
internal abstract record TargetedWrite<TEntity>(string Text, object Name) : ModelWrite<TEntity>(Text);

/// <param name="Text">What a failing test prints.</param>
/// <param name="Name">The row.</param>
/// <param name="Apply">The spec.</param>
internal sealed record Change<TEntity>(string Text, object Name, Action<TEntity> Apply) : TargetedWrite<TEntity>(Text, Name);

internal sealed record Removal<TEntity>(object Name) : TargetedWrite<TEntity>($"purge {Name}", Name);

/// <param name="Write">What it does.</param>
/// <param name="Gate">Its gate, if it has one.</param>
/// <param name="Check">The kind of failure that an integrity check of it turns into an exception of the domain.</param>
internal sealed record ModelItem<TEntity>(ModelWrite<TEntity> Write, ModelGate? Gate, WriteFailureKind? Check)
{
    public override string ToString() =>
        $"{Write.Text}{(Gate is null ? "" : $"  if {Gate}")}{(Check is null ? "" : $"  checks {Check}")}";
}
