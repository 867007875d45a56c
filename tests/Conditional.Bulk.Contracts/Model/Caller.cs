using System.Collections.Immutable;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Gives items to the library, and counts how often it calls their specs.</summary>
internal sealed class Caller<TEntity>(WriteOps<ModelContext> ops, ImmutableArray<ModelItem<TEntity>> items, object?[] keys)
    where TEntity : class
{
    /// <summary>For items without a gate among items that have one.</summary>
    private static readonly OnlyIf s_always = OnlyIf.NotExists<Grant>(grant => grant.Name == "");

    private readonly int[] _specCalls = new int[items.Length];
    private readonly TEntity?[] _returned = new TEntity?[items.Length];

    public async Task<IReadOnlyList<string>> BulkAsync(Verb verb)
    {
        var isGated = items.Any(item => item.Gate is not null);
        var result = await ((verb, isGated) switch
        {
            (Verb.Create, true) => ops.BulkConditionalCreatePartialAsync<TEntity>([.. All(GatedCreator)]),
            (Verb.Create, false) => ops.BulkCreatePartialAsync(All(Creator)),
            (Verb.Update, true) => ops.BulkConditionalUpdatePartialAsync<TEntity>([.. All(GatedUpdater)]),
            (Verb.Update, false) => ops.BulkUpdatePartialAsync(All(Updater)),
            (_, true) => ops.BulkConditionalPurgePartialAsync<TEntity>([.. All(GatedPurger)]),
            (_, false) => ops.BulkPurgePartialAsync(All(Purger)),
        });
        return [.. result.Items.Select((item, index) => Outcome.Of(item, index, verb is Verb.Purge ? null : _specCalls[index]))];
    }

    public async Task<IReadOnlyList<string>> SingleAsync(Verb verb)
    {
        ItemResult<TEntity> result;
        try
        {
            result = new ItemResult<TEntity>(0, await ((verb, items[0].Gate) switch
            {
                (Verb.Create, null) => ops.CreateAsync(Creator(0)),
                (Verb.Create, _) => ops.CreateAsync(GatedCreator(0)),
                (Verb.Update, null) => ops.UpdateAsync(Updater(0)),
                (Verb.Update, _) => ops.UpdateAsync(GatedUpdater(0)),
                (_, null) => ops.PurgeAsync(Purger(0)),
                (_, _) => ops.PurgeAsync(GatedPurger(0)),
            }));
        }
        catch (Exception exception) when (WriteFailure.Of(exception) is { } failure)
        {
            result = new ItemResult<TEntity>(failure);
        }

        return [Outcome.Of(result, 0, verb is Verb.Purge ? null : _specCalls[0])];
    }

    private IEnumerable<T> All<T>(Func<int, T> make) => Enumerable.Range(0, items.Length).Select(make);

    private ConditionalCreator<TEntity> GatedCreator(int index) => Creator(index).OnlyIf(Gate(index));

    private ConditionalUpdater<TEntity> GatedUpdater(int index) => Updater(index).OnlyIf(Gate(index));

    private ConditionalPurger<TEntity> GatedPurger(int index) => Purger(index).OnlyIf(Gate(index));

    private OnlyIf Gate(int index) => items[index].Gate?.ToOnlyIf() ?? s_always;

    private CreatorSpec<TEntity> Creator(int index) => CreatorSpec.For(
        () =>
        {
            _specCalls[index]++;
            return (_returned[index] = items[index].Write is Creation<TEntity> creation
                ? creation.Build()
                : Array.FindLast(_returned[..index], entity => entity is not null))!;
        },
        Checks(index));

    private Updater<TEntity> Updater(int index) => new(
        UpdaterSpec.For<TEntity>(
            entity =>
            {
                _specCalls[index]++;
                ((Change<TEntity>)items[index].Write).Apply(entity);
            },
            Checks(index)),
        keys[index]!);

    private Purger<TEntity> Purger(int index) => new(keys[index]!) { IntegrityChecks = Checks(index) };

    private IReadOnlyList<IntegrityCheck> Checks(int index) => items[index].Check is { } kind
        ? [new IntegrityCheck(kind, failure => new ModelException($"check {failure.Kind}"))]
        : [];
}
