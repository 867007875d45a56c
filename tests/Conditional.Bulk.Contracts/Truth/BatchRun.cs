namespace Conditional.Bulk.Contracts.Truth;

/// <summary>Gives a batch to the library, and counts how often each spec is called.</summary>
internal sealed class BatchRun<TContext, TEntity>(
    WriteOps<TContext> ops, BulkOptions options, IReadOnlyList<BatchItem<TEntity>> items)
    where TContext : DbContext
    where TEntity : class
{
    private readonly int[] _calls = new int[items.Count];

    public IReadOnlyList<int> SpecCalls => _calls;

    public Task<BulkResult<TEntity>> WriteAsync()
    {
        var isGated = items.Any(item => item.Gate is not null);
        return (items[0], isGated) switch
        {
            (Creation<TEntity>, true) => ops.BulkConditionalCreatePartialAsync<TEntity>([.. All(i => Creator(i).OnlyIf(Gate(i)))], options),
            (Creation<TEntity>, false) => ops.BulkCreatePartialAsync(All(Creator), options),
            (Change<TEntity>, true) => ops.BulkConditionalUpdatePartialAsync<TEntity>([.. All(i => Updater(i).OnlyIf(Gate(i)))], options),
            (Change<TEntity>, false) => ops.BulkUpdatePartialAsync(All(Updater), options),
            (_, true) => ops.BulkConditionalPurgePartialAsync<TEntity>([.. All(i => Purger(i).OnlyIf(Gate(i)))], options),
            (_, false) => ops.BulkPurgePartialAsync(All(Purger), options),
        };
    }

    private List<T> All<T>(Func<int, T> make) => [.. Enumerable.Range(0, items.Count).Select(make)];

    /// <summary>Items without a gate among items with one have a gate that is always true, and that needs no lock.</summary>
    private OnlyIf Gate(int index) => items[index].Gate ?? OnlyIf.NotExists<TEntity>(_ => false);

    private CreatorSpec<TEntity> Creator(int index) => CreatorSpec.For(() =>
    {
        _calls[index]++;
        return ((Creation<TEntity>)items[index]).Build();
    });

    private Updater<TEntity> Updater(int index)
    {
        var change = (Change<TEntity>)items[index];
        return new(
            UpdaterSpec.For<TEntity>(entity =>
            {
                _calls[index]++;
                change.Apply(entity);
            }),
            change.Key);
    }

    private Purger<TEntity> Purger(int index) => new(((Removal<TEntity>)items[index]).Key);
}
