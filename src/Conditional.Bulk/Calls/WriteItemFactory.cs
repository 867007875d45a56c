using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Checks what a caller hands to a verb, all of it before any I/O, and makes the engine's items of it.</summary>
/// <param name="context">The caller's context.</param>
/// <param name="parameterName">The caller's parameter.</param>
/// <exception cref="InvalidOperationException">
/// The entity type is not in the model, or has no key; or an <see cref="IntegrityCheck"/> misspells a constraint of the model, or is
/// for one that it does not have.
/// </exception>
internal sealed class WriteItemFactory<TEntity>(DbContext context, string parameterName) where TEntity : class
{
    private readonly IEntityType _entityType = context.Model.RequireKeyed(typeof(TEntity));
    private readonly ConstraintNames _constraints = ConstraintNames.Of(context.Model);

    /// <summary>The item of any write of the entity type.</summary>
    public WriteItem Of(int index, IBulkWrite write) => write switch
    {
        CreatorSpec<TEntity> spec => Create(index, spec),
        Updater<TEntity> updater => Update(index, updater),
        Upserter<TEntity> upserter => Upsert(index, upserter),
        Purger<TEntity> purger => Purge(index, purger),
        ConditionalCreator<TEntity> creator => Create(index, creator),
        ConditionalUpdater<TEntity> updater => Update(index, updater),
        ConditionalUpserter<TEntity> upserter => Upsert(index, upserter),
        ConditionalPurger<TEntity> purger => Purge(index, purger),
        _ => throw new ArgumentException($"{Label(index)}: '{write.GetType().Name}' is no write of '{typeof(TEntity).Name}'.", parameterName),
    };

    public WriteItem Create(int? index, ConditionalCreator<TEntity>? item) =>
        Create(index, Required(index, item, "item").Spec, Gate(index, item!.OnlyIf, targetType: null));

    public WriteItem Update(int? index, ConditionalUpdater<TEntity>? item) =>
        Update(index, Required(index, item, "item").Updater, Gate(index, item!.OnlyIf, typeof(TEntity)));

    public WriteItem Upsert(int? index, ConditionalUpserter<TEntity>? item) =>
        Upsert(index, Required(index, item, "item").Upserter, Gate(index, item!.OnlyIf, typeof(TEntity)));

    public WriteItem Purge(int? index, ConditionalPurger<TEntity>? item) =>
        Purge(index, Required(index, item, "item").Purger, Gate(index, item!.OnlyIf, typeof(TEntity)));

    public WriteItem Create(int? index, CreatorSpec<TEntity>? spec, OnlyIf? onlyIf = null) =>
        Checked(index, new CreateItem<TEntity>(index ?? 0, _entityType, Required(index, spec, "spec"), onlyIf));

    public WriteItem Update(int? index, Updater<TEntity>? updater, OnlyIf? onlyIf = null)
    {
        Required(index, Required(index, updater, "updater").Spec, "spec");
        var (_, target) = Target(index, updater!.Key, updater.KeyValues, updater.IgnoreQueryFilters, onlyIf);
        return Checked(index, new UpdateItem<TEntity>(index ?? 0, _entityType, updater, target, onlyIf));
    }

    public WriteItem Upsert(int? index, Upserter<TEntity>? upserter, OnlyIf? onlyIf = null)
    {
        Required(index, Required(index, upserter, "upserter").CreatorSpec, "creator spec");
        var (key, target) = Target(index, upserter!.Key, upserter.KeyValues, upserter.IgnoreQueryFilters, onlyIf);
        UpsertKeys.Validate(key, target.KeyValues, Label(index), parameterName);
        return Checked(
            index, new UpsertItem<TEntity>(index ?? 0, _entityType, upserter, key, target with { IsCreatedIfMissing = true }, onlyIf));
    }

    public WriteItem Purge(int? index, Purger<TEntity>? purger, OnlyIf? onlyIf = null)
    {
        Required(index, purger, "purger");
        var (_, target) = Target(index, purger!.Key, purger.KeyValues, purger.IgnoreQueryFilters, onlyIf);
        return Checked(index, new PurgeItem<TEntity>(index ?? 0, _entityType, purger, target, onlyIf));
    }

    private (ModelKey Key, TargetRow Row) Target(
        int? index, Key<TEntity>? named, IReadOnlyList<object>? values, IReadOnlyList<string>? ignoredFilters, OnlyIf? onlyIf)
    {
        var key = ModelKey.PrimaryOf(_entityType);
        if (named is null) EntityKey.Validate(_entityType, values, Label(index), parameterName);
        else (key, values) = new KeyReader(_entityType, Label(index), parameterName).Read(named.Parts);

        var target = new TargetRow(_entityType, values!) { KeyProperties = key.Properties, MayBeSeveral = key.IsFiltered };
        if (ignoredFilters is []) return (key, target);

        IgnoredFilters.Validate(_entityType, Required(index, ignoredFilters, "list of query filters to ignore"), onlyIf, Label(index), parameterName);
        return (key, target with { IgnoredQueryFilters = ignoredFilters! });
    }

    private OnlyIf Gate(int? index, OnlyIf? onlyIf, Type? targetType)
    {
        GateValidation.Validate(Required(index, onlyIf, "gate"), context.Model, targetType, Label(index), parameterName);
        return onlyIf!;
    }

    private WriteItem<TEntity> Checked(int? index, WriteItem<TEntity> item)
    {
        _constraints.Validate(item, Label(index), context);
        return item;
    }

    private T Required<T>(int? index, T? value, string what) where T : class => value
        ?? throw (index is null
            ? new ArgumentNullException(parameterName, $"The {what} is null.")
            : new ArgumentException($"{Label(index)}: the {what} is null.", parameterName));

    private static ItemLabel Label(int? index) => new(typeof(TEntity).Name, index);
}
