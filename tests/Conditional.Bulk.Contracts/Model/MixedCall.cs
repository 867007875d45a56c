using System.Collections.Immutable;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>A batch of writes of any kind to any table.</summary>
internal sealed record MixedCall(ImmutableArray<MixedItem> Items) : ModelCall
{
    public override int Count => Items.Length;

    public override bool RepeatsInstances => false;

    public override (World World, IReadOnlyList<IReadOnlyList<string>> Outcomes) Expect(Interpreter interpreter, World world) =>
        Items.Any(item => interpreter.Refuses(item.Gate))
            ? (world, [[Outcome.Refused]])
            : ExpectAll(world, (current, index) => Items[index].Expect(interpreter, current, names: world));

    public override async Task<IReadOnlyList<string>> RunAsync(WriteOps<ModelContext> ops, World names)
    {
        var calls = Items.Select(item => item.In(names)).ToArray();
        try
        {
            var result = await ops.BulkWritePartialAsync(new WriteBatch<MixedItemCall>(calls, call => call.Write), Options);
            return [.. result.Items.Select((item, index) => calls[index].Outcome(item, index))];
        }
        catch (NotSupportedException)
        {
            return [Outcome.Refused];
        }
    }

    public override ModelCall Where(Func<int, bool> kept) => this with { Items = [.. Items.Where((_, index) => kept(index))] };

    public override string ToString() =>
        $"mixed{Limit}{string.Concat(Items.Select((item, index) => $"{Environment.NewLine}    {index}: {item}"))}";
}

/// <summary>One item of a mixed batch.</summary>
internal abstract record MixedItem
{
    public abstract ModelGate? Gate { get; }

    /// <param name="interpreter">Knows the contract.</param>
    /// <param name="world">The world before the item.</param>
    /// <param name="names">The world in which names of rows stand for keys.</param>
    public abstract (World World, IReadOnlyList<string> Outcomes) Expect(Interpreter interpreter, World world, World names);

    /// <summary>The item for the library.</summary>
    /// <param name="names">The world in which names of rows stand for keys.</param>
    public abstract MixedItemCall In(World names);
}

/// <param name="Table">The table that is written.</param>
/// <param name="Item">The item.</param>
internal sealed record MixedItem<TEntity>(ModelTable<TEntity> Table, ModelItem<TEntity> Item) : MixedItem where TEntity : class
{
    public override ModelGate? Gate => Item.Gate;

    public override (World World, IReadOnlyList<string> Outcomes) Expect(Interpreter interpreter, World world, World names) =>
        interpreter.Run(world, Table, Item, Table.KeysOf(names, [Item])[0]);

    public override MixedItemCall In(World names) => new MixedItemCall<TEntity>(new([Item], Table.KeysOf(names, [Item])));

    public override string ToString() => $"{typeof(TEntity).Name} {Item}";
}

/// <summary>One item of a mixed batch as the library has it.</summary>
internal abstract class MixedItemCall
{
    public abstract IBulkWrite Write { get; }

    public abstract string Outcome(BatchItemResult<MixedItemCall> result, int index);
}

internal sealed class MixedItemCall<TEntity>(ItemWrites<TEntity> writes) : MixedItemCall where TEntity : class
{
    public override IBulkWrite Write => field ??= writes.Write(0);

    public override string Outcome(BatchItemResult<MixedItemCall> result, int index)
    {
        if (result.Source != this || result.Write != Write) return $"the result of another item than {index}";

        var item = result.IsSuccess
            ? new ItemResult<TEntity>(result.Index, (TEntity)result.Entity, result.Action)
            : new ItemResult<TEntity>(result.Failure);
        return Model.Outcome.Of(item, index, writes.SpecCalls(0));
    }
}
