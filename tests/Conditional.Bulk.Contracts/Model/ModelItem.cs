namespace Conditional.Bulk.Contracts.Model;

/// <summary>What an item does. The model runs the same delegates as the library, on rows of its own.</summary>
/// <param name="Text">What a failing test prints.</param>
internal abstract record ModelWrite<TEntity>(string Text) where TEntity : class;

/// <param name="Text">What a failing test prints.</param>
/// <param name="Build">The spec.</param>
internal sealed record Creation<TEntity>(string Text, Func<TEntity?> Build) : ModelWrite<TEntity>(Text) where TEntity : class;

/// <summary>A create whose spec returns what the last one before it returned: the same instance, or null.</summary>
internal sealed record Repetition<TEntity>() : ModelWrite<TEntity>("the same instance again") where TEntity : class;

/// <summary>A write to the row that has a name.</summary>
internal abstract record TargetedWrite<TEntity>(string Text, object Name) : ModelWrite<TEntity>(Text) where TEntity : class
{
    /// <summary>The key by which the row is found; null for the primary key.</summary>
    public OtherKey<TEntity>? By { get; init; }

    /// <summary>Whether rows are found that the query filter hides.</summary>
    public bool FindsHidden { get; init; }

    /// <summary>Where the write says more than its name of what it is about.</summary>
    public string Found => $"{(By is null ? "" : $" by {By}")}{(FindsHidden ? ", hidden or not" : "")}";
}

/// <summary>A unique index of a table.</summary>
/// <param name="Text">What a failing test prints.</param>
/// <param name="Of">What the library takes.</param>
/// <param name="PrimaryKeyOf">The primary key of the row that has the name, hidden or not; null if there is none.</param>
/// <param name="ValueOf">The value that a row has.</param>
internal sealed record OtherKey<TEntity>(
    string Text, Func<object, Key<TEntity>> Of, Func<World, object, object?> PrimaryKeyOf, Func<TEntity, object?> ValueOf)
    where TEntity : class
{
    public override string ToString() => Text;
}

/// <param name="Text">What a failing test prints.</param>
/// <param name="Name">The row.</param>
/// <param name="Apply">The spec.</param>
internal sealed record Change<TEntity>(string Text, object Name, Action<TEntity> Apply) : TargetedWrite<TEntity>(Text, Name)
    where TEntity : class;

internal sealed record Removal<TEntity>(object Name) : TargetedWrite<TEntity>($"purge {Name}", Name) where TEntity : class;

/// <param name="Text">What a failing test prints.</param>
/// <param name="Name">The row.</param>
/// <param name="Build">The spec for a row that is not there.</param>
/// <param name="Apply">The spec for a row that is there; null to leave it as it is.</param>
internal sealed record Upsertion<TEntity>(string Text, object Name, Func<TEntity?> Build, Action<TEntity>? Apply)
    : TargetedWrite<TEntity>(Text, Name)
    where TEntity : class;

/// <param name="Write">What it does.</param>
/// <param name="Gate">Its gate, if it has one.</param>
/// <param name="Check">The kind of failure that an integrity check of it turns into an exception of the domain.</param>
internal sealed record ModelItem<TEntity>(ModelWrite<TEntity> Write, ModelGate? Gate, WriteFailureKind? Check)
    where TEntity : class
{
    public override string ToString() =>
        $"{Write.Text}{(Write as TargetedWrite<TEntity>)?.Found}{(Gate is null ? "" : $"  if {Gate}")}{(Check is null ? "" : $"  checks {Check}")}";
}
