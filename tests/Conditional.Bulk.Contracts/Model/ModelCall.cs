using System.Collections.Immutable;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>One batch: a call of a verb.</summary>
internal abstract record ModelCall
{
    public abstract int Count { get; }

    /// <summary>Whether an item depends on the instance that another one of the same call returns.</summary>
    public abstract bool RepeatsInstances { get; }

    /// <summary>What the contract says: the world after the call, and for each item the outcomes that it allows.</summary>
    /// <param name="interpreter">Knows the contract.</param>
    /// <param name="world">The world before the call.</param>
    public abstract (World World, IReadOnlyList<IReadOnlyList<string>> Outcomes) Expect(Interpreter interpreter, World world);

    /// <summary>Calls the library.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="names">The world in which names of rows stand for keys.</param>
    /// <returns>The outcome of each item.</returns>
    public abstract Task<IReadOnlyList<string>> RunAsync(WriteOps<ModelContext> ops, World names);

    /// <summary>The same with some of the items.</summary>
    public abstract ModelCall Where(Func<int, bool> kept);
}

internal enum Verb
{
    Create,
    Update,
    Purge,
}

/// <param name="Table">The table that is written.</param>
/// <param name="Verb">What all of its items are.</param>
/// <param name="Items">The items.</param>
/// <param name="IsSingle">Whether a call of one item uses the single-item verb.</param>
internal sealed record ModelCall<TEntity>(
    ModelTable<TEntity> Table, Verb Verb, ImmutableArray<ModelItem<TEntity>> Items, bool IsSingle) : ModelCall
    where TEntity : class
{
    public override int Count => Items.Length;

    public override bool RepeatsInstances => Items.Any(item => item.Write is Repetition<TEntity>);

    public override (World World, IReadOnlyList<IReadOnlyList<string>> Outcomes) Expect(Interpreter interpreter, World world)
    {
        if (Items.Any(item => interpreter.Refuses(item.Gate))) return (world, [[Outcome.Refused]]);

        var keys = KeysIn(world);
        var expected = new List<IReadOnlyList<string>>();
        for (var i = 0; i < Items.Length; i++)
        {
            (world, var outcomes) = interpreter.Run(world, Table, Items[i], keys[i]);
            expected.Add(outcomes);
        }

        return (world, expected);
    }

    public override async Task<IReadOnlyList<string>> RunAsync(WriteOps<ModelContext> ops, World names)
    {
        var caller = new Caller<TEntity>(ops, Items, KeysIn(names));
        try
        {
            return IsSingle && Items.Length is 1 ? await caller.SingleAsync(Verb) : await caller.BulkAsync(Verb);
        }
        catch (NotSupportedException)
        {
            return [Outcome.Refused];
        }
    }

    public override ModelCall Where(Func<int, bool> kept) =>
        this with { Items = [.. Items.Where((_, index) => kept(index))] };

    public override string ToString() =>
        $"{Verb} {typeof(TEntity).Name}{(IsSingle && Count is 1 ? " by the single-item verb" : "")}"
        + string.Concat(Items.Select((item, index) => $"{Environment.NewLine}    {index}: {item}"));

    private object?[] KeysIn(World world) =>
        [.. Items.Select(item => item.Write is TargetedWrite<TEntity> write ? Table.KeyOf(world, write.Name) : null)];
}
