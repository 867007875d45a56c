using System.Collections.Immutable;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Items as the library takes them; counts how often it calls their specs.</summary>
/// <param name="items">The items.</param>
/// <param name="keys">The primary key of what each is about; null where there is none, or where another key finds it.</param>
internal sealed class ItemWrites<TEntity>(ImmutableArray<ModelItem<TEntity>> items, object?[] keys) where TEntity : class
{
    /// <summary>For items without a gate among items that have one.</summary>
    private static readonly OnlyIf s_always = OnlyIf.NotExists<Grant>(grant => grant.Name == "");

    private readonly int[] _specCalls = new int[items.Length];
    private readonly TEntity?[] _returned = new TEntity?[items.Length];

    /// <summary>How often the spec was called; null if the item has none, or need not have it called.</summary>
    public int? SpecCalls(int index) =>
        items[index].Write is Removal<TEntity> or Upsertion<TEntity> { Apply: null } ? null : _specCalls[index];

    public IEnumerable<T> All<T>(Func<int, T> make) => Enumerable.Range(0, items.Length).Select(make);

    public ConditionalCreator<TEntity> GatedCreator(int index) => Creator(index).OnlyIf(Gate(index));

    public ConditionalUpdater<TEntity> GatedUpdater(int index) => Updater(index).OnlyIf(Gate(index));

    public ConditionalPurger<TEntity> GatedPurger(int index) => Purger(index).OnlyIf(Gate(index));

    /// <summary>The item in a mixed batch.</summary>
    public IBulkWrite Write(int index) => (items[index].Write, items[index].Gate) switch
    {
        (Creation<TEntity>, null) => Creator(index),
        (Creation<TEntity>, _) => GatedCreator(index),
        (Change<TEntity>, null) => Updater(index),
        (Change<TEntity>, _) => GatedUpdater(index),
        (Removal<TEntity>, null) => Purger(index),
        (Removal<TEntity>, _) => GatedPurger(index),
        (Upsertion<TEntity>, null) => Upserter(index),
        (Upsertion<TEntity>, _) => Upserter(index).OnlyIf(Gate(index)),
        var (write, _) => throw new InvalidOperationException($"No mixed batch has '{write.Text}'."),
    };

    public CreatorSpec<TEntity> Creator(int index) => CreatorSpec.For(
        () =>
        {
            _specCalls[index]++;
            return (_returned[index] = items[index].Write switch
            {
                Creation<TEntity> creation => creation.Build(),
                Upsertion<TEntity> upsertion => upsertion.Build(),
                _ => Array.FindLast(_returned[..index], entity => entity is not null),
            })!;
        },
        Checks(index));

    public Updater<TEntity> Updater(int index)
    {
        var change = (Change<TEntity>)items[index].Write;
        var spec = Applying(index, change.Apply);
        return change.By is { } by
            ? new(spec, by.Of(change.Name)) { IgnoreQueryFilters = Ignored(change) }
            : new(spec, keys[index]!) { IgnoreQueryFilters = Ignored(change) };
    }

    public Purger<TEntity> Purger(int index)
    {
        var removal = (Removal<TEntity>)items[index].Write;
        return removal.By is { } by
            ? new(by.Of(removal.Name)) { IntegrityChecks = Checks(index), IgnoreQueryFilters = Ignored(removal) }
            : new(keys[index]!) { IntegrityChecks = Checks(index), IgnoreQueryFilters = Ignored(removal) };
    }

    private Upserter<TEntity> Upserter(int index)
    {
        var upsertion = (Upsertion<TEntity>)items[index].Write;
        var apply = upsertion.Apply is { } change ? Applying(index, change) : null;
        return upsertion.By is { } by
            ? new(Creator(index), apply, by.Of(upsertion.Name)) { IgnoreQueryFilters = Ignored(upsertion) }
            : new(Creator(index), apply, keys[index]!) { IgnoreQueryFilters = Ignored(upsertion) };
    }

    private OnlyIf Gate(int index) => items[index].Gate?.ToOnlyIf() ?? s_always;

    private UpdaterSpec<TEntity> Applying(int index, Action<TEntity> apply) => UpdaterSpec.For<TEntity>(
        entity =>
        {
            _specCalls[index]++;
            apply(entity);
        },
        Checks(index));

    private IReadOnlyList<IntegrityCheck> Checks(int index) => items[index].Check is { } kind
        ? [new IntegrityCheck(kind, failure => new ModelException($"check {failure.Kind}"))]
        : [];

    private static IReadOnlyList<string> Ignored(TargetedWrite<TEntity> write) => write.FindsHidden ? [Ticket.VisibleFilter] : [];
}
