namespace Conditional.Bulk.Contracts.Model;

/// <summary>The model's word for a spec whose result cannot be written.</summary>
internal sealed class UnwritableException : Exception;

/// <summary>What one item writes, before constraints: the world, the text of its success, and what an interceptor sees.</summary>
internal sealed class Written<TEntity>(World world, ModelTable<TEntity> table, TEntity? target) where TEntity : class
{
    private TEntity Target => target ?? throw new InvalidOperationException("There is no target.");

    public (World World, string Success, IEnumerable<(string State, object Entity)> Changes) Create(TEntity? built)
    {
        if (built is null || !table.IsTrackable(built)) throw new UnwritableException();
        return (table.Insert(world, built), Outcome.Success(built), Added([built, .. table.Children(built)]));
    }

    public (World World, string Success, IEnumerable<(string State, object Entity)> Changes) Update(Action<TEntity> apply)
    {
        var (key, values) = (table.KeyOf(Target), Rows.Values(Target));
        apply(Target);
        if (!table.KeyOf(Target).Equals(key) || !table.IsTrackable(Target)) throw new UnwritableException();

        IEnumerable<(string, object)> changed = Rows.Values(Target) == values ? [] : [("Modified", Target)];
        return (table.Update(world, Target), Outcome.Success(Target), changed.Concat(Added(table.Children(Target))));
    }

    public (World World, string Success, IEnumerable<(string State, object Entity)> Changes) Purge() =>
        (table.Delete(world, table.KeyOf(Target)), Outcome.Success(Target), [("Deleted", Target)]);

    private static IEnumerable<(string State, object Entity)> Added(IEnumerable<object> entities) =>
        entities.Select(entity => ("Added", entity));
}
