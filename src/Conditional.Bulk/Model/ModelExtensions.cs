using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Looks entity types up in the model with errors like EF's own.</summary>
internal static class ModelExtensions
{
    /// <summary>The tables that may hold a part of a row: those of derived types, and the fragments of a split entity, included.</summary>
    public static IEnumerable<ITable> GetTables(this IEntityType entityType) =>
        entityType.GetDerivedTypesInclusive().SelectMany(type => type.GetTableMappings()).Select(mapping => mapping.Table).Distinct();

    /// <summary>Where in a key a property stands.</summary>
    public static int PositionOf(this IReadOnlyList<IProperty> properties, IProperty property)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            if (properties[i] == property) return i;
        }

        return -1;
    }

    /// <param name="model">The EF model.</param>
    /// <param name="type">The CLR type.</param>
    /// <param name="item">What to call the item in a message, or null where there is only one.</param>
    /// <exception cref="InvalidOperationException">The type cannot be queried with <c>Set</c>.</exception>
    public static IEntityType RequireQueryable(this IModel model, Type type, ItemLabel? item = null)
    {
        if (model.FindEntityType(type) is { } entityType && !entityType.IsOwned()) return entityType;

        throw new InvalidOperationException(
            $"{(item is null ? "" : $"{item}: ")}'{type.ShortDisplayName()}' is not an entity type of the model, or it is owned or shared.");
    }

    /// <exception cref="InvalidOperationException">The type cannot be found by a key.</exception>
    public static IEntityType RequireKeyed(this IModel model, Type type)
    {
        var entityType = model.RequireQueryable(type);
        return entityType.FindPrimaryKey() is not null
            ? entityType
            : throw new InvalidOperationException($"The entity type '{entityType.DisplayName()}' has no primary key.");
    }
}
