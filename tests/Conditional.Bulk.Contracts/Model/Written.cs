namespace Conditional.Bulk.Contracts.Model;

/// <summary>The model's word for a spec whose result cannot be written.</summary>
internal sealed class UnwritableException : Exception;

/// <param name="World">The rows, before constraints are looked at.</param>
/// <param name="Entity">What a success hands back.</param>
/// <param name="Action">What was done.</param>
/// <param name="Changes">What an interceptor sees.</param>
internal sealed record Effect(World World, object Entity, WriteAction Action, IEnumerable<(string State, object Entity)> Changes);

/// <summary>What one item writes, before constraints.</summary>
internal sealed class Written<TEntity>(World world, ModelTable<TEntity> table, TEntity? target) where TEntity : class
{
    private TEntity Target => target ?? throw new InvalidOperationException("There is no target.");

    public Effect Create(TEntity? built)
    {
        if (built is null || !table.IsTrackable(built)) throw new UnwritableException();
        var after = table.Insert(world, built);
        return new Effect(after, built, WriteAction.Created, Added([built, .. table.Children(built)]));
    }

    public Effect Update(Action<TEntity> apply, OtherKey<TEntity>? by = null)
    {
        var (key, other, values) = (table.KeyOf(Target), by?.ValueOf(Target), Rows.Values(Target));
        apply(Target);
        if (!table.KeyOf(Target).Equals(key) || !table.IsTrackable(Target)) throw new UnwritableException();
        if (by is not null && !Equals(by.ValueOf(Target), other)) throw new UnwritableException();

        IEnumerable<(string, object)> changed = Rows.Values(Target) == values ? [] : [("Modified", Target)];
        (string, object)[] changes = [.. changed, .. Added(table.Children(Target))];
        var action = changes.Length is 0 ? WriteAction.Unchanged : WriteAction.Updated;
        return new Effect(table.Update(world, Target), Target, action, changes);
    }

    public Effect Purge() =>
        new(table.Delete(world, table.KeyOf(Target)), Target, WriteAction.Purged, [("Deleted", Target)]);

    public Effect Upsert(Upsertion<TEntity> upsertion)
    {
        if (target is not null) return Update(upsertion.Apply ?? (_ => { }), upsertion.By);

        var built = upsertion.Build() ?? throw new UnwritableException();
        var key = upsertion.By is { } by ? by.ValueOf(built) : table.KeyOf(built);
        return upsertion.Name.Equals(key) ? Create(built) : throw new UnwritableException();
    }

    private static IEnumerable<(string State, object Entity)> Added(IEnumerable<object> entities) =>
        entities.Select(entity => ("Added", entity));
}
