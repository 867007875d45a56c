namespace Conditional.Bulk.Contracts.Truth;

/// <summary>One item of a batch, before it is given to the library. All items of a batch are of one kind.</summary>
/// <param name="Gate">Its gate, if it has one.</param>
public abstract record BatchItem<TEntity>(OnlyIf? Gate) where TEntity : class;

public sealed record Creation<TEntity>(Func<TEntity> Build, OnlyIf? Gate) : BatchItem<TEntity>(Gate) where TEntity : class;

public sealed record Change<TEntity>(object[] Key, Action<TEntity> Apply, OnlyIf? Gate) : BatchItem<TEntity>(Gate) where TEntity : class;

public sealed record Removal<TEntity>(object[] Key, OnlyIf? Gate) : BatchItem<TEntity>(Gate) where TEntity : class;

/// <summary>Makes items in few words.</summary>
public static class Items
{
    public static BatchItem<TEntity> Create<TEntity>(Func<TEntity> build, OnlyIf? gate = null) where TEntity : class =>
        new Creation<TEntity>(build, gate);

    public static BatchItem<TEntity> Update<TEntity>(object key, Action<TEntity> apply, OnlyIf? gate = null) where TEntity : class =>
        new Change<TEntity>(Values(key), apply, gate);

    public static BatchItem<TEntity> Purge<TEntity>(object key, OnlyIf? gate = null) where TEntity : class =>
        new Removal<TEntity>(Values(key), gate);

    private static object[] Values(object key) => key as object[] ?? [key];
}
