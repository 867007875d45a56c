using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// The instances of the items in a window, their keys, and those by which they refer to others. Two items that are related may not be
/// tracked together: EF would connect their navigations, which it does not when each item is written by itself. Neither may two with the
/// same key.
/// </summary>
internal sealed class WindowRelations
{
    private readonly HashSet<object> _instances = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<IKey, Keys> _keys = [];
    private readonly Dictionary<IEntityType, (IForeignKey[] ForeignKeys, IKey[] OwnKeys)> _relations = [];

    /// <summary>Whether an item with this graph is related to an item of the window.</summary>
    public bool Meets(IReadOnlyDictionary<object, IEntityType?> graph)
    {
        foreach (var (entity, entityType) in graph)
        {
            if (_instances.Contains(entity)) return true;
            if (entityType is null) continue;

            var (foreignKeys, ownKeys) = Of(entityType);
            foreach (var foreignKey in foreignKeys)
            {
                if (_keys.TryGetValue(foreignKey.PrincipalKey, out var keys)
                    && ValuesOf(entity, foreignKey.Properties) is { } reference
                    && keys.Principals.Contains(reference)) return true;
            }

            foreach (var key in ownKeys)
            {
                if (_keys.TryGetValue(key, out var keys)
                    && ValuesOf(entity, key.Properties) is { } values
                    && (keys.Principals.Contains(values) || keys.References.Contains(values))) return true;
            }
        }

        return false;
    }

    /// <summary>The item joins the window.</summary>
    public void Add(IReadOnlyDictionary<object, IEntityType?> graph)
    {
        foreach (var (entity, entityType) in graph)
        {
            _instances.Add(entity);
            if (entityType is null) continue;

            var (foreignKeys, ownKeys) = Of(entityType);
            foreach (var foreignKey in foreignKeys)
            {
                if (ValuesOf(entity, foreignKey.Properties) is { } reference) Of(foreignKey.PrincipalKey).References.Add(reference);
            }

            foreach (var key in ownKeys)
            {
                if (ValuesOf(entity, key.Properties) is { } values) Of(key).Principals.Add(values);
            }
        }
    }

    private Keys Of(IKey key)
    {
        if (!_keys.TryGetValue(key, out var keys)) _keys.Add(key, keys = new Keys(new KeyComparer(key.Properties)));
        return keys;
    }

    private (IForeignKey[] ForeignKeys, IKey[] OwnKeys) Of(IEntityType entityType)
    {
        if (!_relations.TryGetValue(entityType, out var relations))
        {
            relations = (
                [.. Navigable(entityType.GetForeignKeys())],
                [.. entityType.GetKeys()]);
            _relations.Add(entityType, relations);
        }

        return relations;
    }

    private static IEnumerable<IForeignKey> Navigable(IEnumerable<IForeignKey> foreignKeys) => foreignKeys.Where(
        foreignKey => !foreignKey.IsOwnership && (foreignKey.DependentToPrincipal ?? foreignKey.PrincipalToDependent) is not null);

    /// <returns>
    /// Null where a value is null or still to be generated, or not a member of the CLR type: such a one is set by a navigation only.
    /// </returns>
    private static List<object>? ValuesOf(object entity, IReadOnlyList<IProperty> properties)
    {
        var values = new List<object>(properties.Count);
        foreach (var property in properties)
        {
            if (property.IsShadowProperty() || property.GetGetter().GetClrValue(entity) is not { } value) return null;
            if (property.ValueGenerated != ValueGenerated.Never && Equals(value, property.Sentinel)) return null;
            values.Add(value);
        }

        return values;
    }

    private sealed class Keys(KeyComparer comparer)
    {
        public HashSet<IReadOnlyList<object>> Principals { get; } = new(comparer);

        public HashSet<IReadOnlyList<object>> References { get; } = new(comparer);
    }
}
