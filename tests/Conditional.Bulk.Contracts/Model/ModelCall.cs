using System.Collections.Immutable;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>One batch: a call of a verb.</summary>
internal abstract record ModelCall
{
    /// <summary>At most so many failures are tolerated; null for any number.</summary>
    public int? MaxFailures { get; init; }

    public abstract int Count { get; }

    /// <summary>Whether an item depends on the instance that another one of the same call returns.</summary>
    public abstract bool RepeatsInstances { get; }

    protected BulkOptions? Options => MaxFailures is null ? null : new BulkOptions { MaxFailures = MaxFailures };

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

    /// <summary>Runs the items one after another, up to the limit.</summary>
    protected (World World, IReadOnlyList<IReadOnlyList<string>> Outcomes) ExpectAll(
        World world, Func<World, int, (World, IReadOnlyList<string>)> expect)
    {
        var failures = 0;
        var outcomes = new IReadOnlyList<string>[Count];
        for (var i = 0; i < Count; i++)
        {
            if (failures > MaxFailures)
            {
                outcomes[i] = [Outcome.NotAttempted];
                continue;
            }

            (world, outcomes[i]) = expect(world, i);
            if (!Outcome.IsSuccess(outcomes[i][0])) failures++;
        }

        return (world, outcomes);
    }

    protected string Limit => MaxFailures is { } limit ? $", at most {limit} failures" : "";
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

    private bool UsesSingleVerb => IsSingle && Items.Length is 1;

    public override (World World, IReadOnlyList<IReadOnlyList<string>> Outcomes) Expect(Interpreter interpreter, World world)
    {
        if (Items.Any(item => interpreter.Refuses(item.Gate))) return (world, [[Outcome.Refused]]);

        var keys = Table.KeysOf(world, Items);
        var (after, outcomes) = ExpectAll(world, (current, i) => interpreter.Run(current, Table, Items[i], keys[i]));
        return (after, UsesSingleVerb ? [[.. outcomes[0].Select(Outcome.WithoutAction)]] : outcomes);
    }

    public override async Task<IReadOnlyList<string>> RunAsync(WriteOps<ModelContext> ops, World names)
    {
        var caller = new Caller<TEntity>(ops, Items, Table.KeysOf(names, Items));
        try
        {
            return UsesSingleVerb ? await caller.SingleAsync(Verb) : await caller.BulkAsync(Verb, Options);
        }
        catch (NotSupportedException)
        {
            return [Outcome.Refused];
        }
    }

    public override ModelCall Where(Func<int, bool> kept) =>
        this with { Items = [.. Items.Where((_, index) => kept(index))], IsSingle = UsesSingleVerb };

    public override string ToString() =>
        $"{Verb} {typeof(TEntity).Name}{(UsesSingleVerb ? " by the single-item verb" : Limit)}"
        + string.Concat(Items.Select((item, index) => $"{Environment.NewLine}    {index}: {item}"));
}
