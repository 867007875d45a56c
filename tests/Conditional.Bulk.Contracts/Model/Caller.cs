using System.Collections.Immutable;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Gives items of one kind to the library.</summary>
internal sealed class Caller<TEntity>(WriteOps<ModelContext> ops, ImmutableArray<ModelItem<TEntity>> items, object?[] keys)
    where TEntity : class
{
    private readonly ItemWrites<TEntity> _writes = new(items, keys);

    public async Task<IReadOnlyList<string>> BulkAsync(Verb verb, BulkOptions? options)
    {
        var isGated = items.Any(item => item.Gate is not null);
        var result = await ((verb, isGated) switch
        {
            (Verb.Create, true) => ops.BulkConditionalCreatePartialAsync([.. _writes.All(_writes.GatedCreator)], options),
            (Verb.Create, false) => ops.BulkCreatePartialAsync(_writes.All(_writes.Creator), options),
            (Verb.Update, true) => ops.BulkConditionalUpdatePartialAsync([.. _writes.All(_writes.GatedUpdater)], options),
            (Verb.Update, false) => ops.BulkUpdatePartialAsync(_writes.All(_writes.Updater), options),
            (_, true) => ops.BulkConditionalPurgePartialAsync([.. _writes.All(_writes.GatedPurger)], options),
            (_, false) => ops.BulkPurgePartialAsync(_writes.All(_writes.Purger), options),
        });
        return [.. result.Items.Select((item, index) => Outcome.Of(item, index, _writes.SpecCalls(index)))];
    }

    public async Task<IReadOnlyList<string>> SingleAsync(Verb verb)
    {
        ItemResult<TEntity> result;
        try
        {
            result = new ItemResult<TEntity>(0, await ((verb, items[0].Gate) switch
            {
                (Verb.Create, null) => ops.CreateAsync(_writes.Creator(0)),
                (Verb.Create, _) => ops.CreateAsync(_writes.GatedCreator(0)),
                (Verb.Update, null) => ops.UpdateAsync(_writes.Updater(0)),
                (Verb.Update, _) => ops.UpdateAsync(_writes.GatedUpdater(0)),
                (_, null) => ops.PurgeAsync(_writes.Purger(0)),
                (_, _) => ops.PurgeAsync(_writes.GatedPurger(0)),
            }));
        }
        catch (Exception exception) when (WriteFailure.Of(exception) is { } failure)
        {
            result = new ItemResult<TEntity>(failure);
        }

        return [Outcome.Of(result, 0, _writes.SpecCalls(0))];
    }
}
