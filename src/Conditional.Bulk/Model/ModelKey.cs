using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>A key by which a row of an entity type can be found: the primary key, an alternate key or a unique index of the model.</summary>
internal sealed class ModelKey
{
    private readonly HashSet<string> _constraints;
    private readonly HashSet<string> _others;

    private ModelKey(IEntityType entityType, IReadOnlyList<IProperty> properties, bool isFiltered)
    {
        (Properties, IsFiltered) = (properties, isFiltered);
        var names = entityType.GetDerivedTypesInclusive().SelectMany(NamesOf)
            .ToLookup(named => IsSame(named.Properties, properties), named => named.Name);
        _constraints = [.. names[true]];
        _others = [.. names[false].Except(_constraints)];
    }

    /// <summary>The properties, in the order of the model. The same list for the same key.</summary>
    public IReadOnlyList<IProperty> Properties { get; }

    /// <summary>Whether only some rows are in the index, so that several rows may have the same values.</summary>
    public bool IsFiltered { get; }

    /// <summary>The primary key.</summary>
    public static ModelKey PrimaryOf(IEntityType entityType) => AllOf(entityType)[0];

    /// <summary>All keys of the entity type, the primary key first.</summary>
    public static IReadOnlyList<ModelKey> AllOf(IEntityType entityType) =>
        entityType.GetOrAddRuntimeAnnotationValue("Conditional.Bulk:Keys", static type => Create(type!), entityType);

    /// <summary>Whether the violation of a constraint of this name may be that of the key: also if no model knows the name.</summary>
    public bool MayBeNamed(string? constraint) => constraint is null || _constraints.Contains(constraint) || !_others.Contains(constraint);

    public bool IsOf(IReadOnlyCollection<IProperty> properties) => IsSame(Properties, properties);

    /// <summary>The properties as a message lists them.</summary>
    public override string ToString() => $"({string.Join(", ", Properties.Select(property => property.Name))})";

    private static ModelKey[] Create(IEntityType entityType)
    {
        var primary = entityType.FindPrimaryKey()!;
        var unique = entityType.GetIndexes().Where(index => index.IsUnique)
            .Select(index => (index.Properties, IsFiltered: index.GetFilter() is not null));
        return
        [
            .. entityType.GetKeys().OrderByDescending(key => key == primary).Select(key => (key.Properties, IsFiltered: false))
                .Concat(unique.OrderBy(index => index.IsFiltered))
                .DistinctBy(key => string.Join('\n', key.Properties.Select(property => property.Name).Order(StringComparer.Ordinal)))
                .Select(key => new ModelKey(entityType, key.Properties, key.IsFiltered)),
        ];
    }

    private static IEnumerable<(IReadOnlyList<IProperty> Properties, string Name)> NamesOf(IEntityType entityType)
    {
        foreach (var key in entityType.GetKeys())
        {
            foreach (var constraint in key.GetMappedConstraints()) yield return (key.Properties, constraint.Name);
        }

        foreach (var index in entityType.GetIndexes().Where(index => index.IsUnique))
        {
            foreach (var constraint in index.GetMappedTableIndexes()) yield return (index.Properties, constraint.Name);
        }
    }

    private static bool IsSame(IReadOnlyCollection<IProperty> one, IReadOnlyCollection<IProperty> other) =>
        one.Count == other.Count && one.All(other.Contains);
}
