using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// Which rows may have been in the way of an item that violated a unique constraint: those with the values that the item was to write in
/// the columns of the violated key or index of the model.
/// </summary>
internal static class RowsInTheWay
{
    /// <param name="model">The EF model.</param>
    /// <param name="refused">What the item was to write.</param>
    /// <param name="error">The violation.</param>
    /// <returns>None if the model does not know the constraint, or the values are not known.</returns>
    public static IReadOnlyList<SoughtRow> Of(IModel model, IReadOnlyList<RefusedRow> refused, DatabaseError error)
    {
        if (refused.Count == 0) return [];

        return
        [
            .. from table in FailedProperties.TablesOf(model, error)
               let keys = KeysOf(table, error).ToList()
               where keys.Count > 0
               from row in refused
                   .Where(row => row.IsSuspect && row.Kind != EntityState.Deleted && row.EntityType.GetTables().Contains(table))
                   .OrderBy(row => table.GetRowInternalForeignKeys(row.EntityType).Any())
               let key = keys.Find(key => key.EntityType.IsAssignableFrom(row.EntityType))
               where key is not null && (row.Kind == EntityState.Added || row.Changed.Overlaps(key.Properties))
               let sought = Sought(table, key, row, refused)
               where sought is not null
               select sought,
        ];
    }

    private static IEnumerable<UniqueKey> KeysOf(ITable table, DatabaseError error)
    {
        // The key of what shares a row with its owner is the owner's.
        var keys = table.UniqueConstraints.Where(key => IsNamed(key.Name, key.Columns, error)).SelectMany(key => key.MappedKeys)
            .Where(key => !key.DeclaringEntityType.IsOwned())
            .Select(key => new UniqueKey(key.DeclaringEntityType, key.Properties, IsFiltered: false));
        var indexes = table.Indexes.Where(index => index.IsUnique && IsNamed(index.Name, index.Columns, error)).SelectMany(index => index.MappedIndexes)
            .Select(index => new UniqueKey(index.DeclaringEntityType, index.Properties, index.GetFilter() is not null));
        return keys.Concat(indexes);
    }

    private static bool IsNamed(string name, IReadOnlyList<IColumn> columns, DatabaseError error) => error.ConstraintName is not null
        ? name == error.ConstraintName
        : error is { TableName: not null, ColumnNames.Count: > 0 } && columns.Select(column => column.Name).ToHashSet().SetEquals(error.ColumnNames);

    private static SoughtRow? Sought(ITable table, UniqueKey key, RefusedRow row, IReadOnlyList<RefusedRow> refused)
    {
        if (HolderOf(key.EntityType) is not { } holder) return null;

        var values = new object[key.Properties.Count];
        for (var i = 0; i < values.Length; i++)
        {
            // Null is equal to no other value.
            if (!row.Values.TryGetValue(key.Properties[i], out var value) || value is null) return null;
            values[i] = value;
        }

        var target = new TargetRow(holder, values) { KeyProperties = key.Properties, MayBeSeveral = key.IsFiltered };
        return new SoughtRow(target, table, [.. refused.Where(other => LeavesKey(other, key)).Select(other => (other.EntityType, other.Key))]);
    }

    /// <summary>
    /// Whether the item deletes a row, or gives it other values: such a row is not what is in the way of another of the item's.
    /// </summary>
    private static bool LeavesKey(RefusedRow row, UniqueKey key) => key.EntityType.IsAssignableFrom(row.EntityType)
        && (row.Kind == EntityState.Deleted || (row.Kind == EntityState.Modified && row.Changed.Overlaps(key.Properties)));

    /// <summary>The entity type by which a row can be queried; null where the row is one of several that an entity owns.</summary>
    private static IEntityType? HolderOf(IEntityType entityType) => entityType.FindOwnership() is not { } ownership
        ? entityType
        : ownership.IsUnique ? HolderOf(ownership.PrincipalEntityType) : null;

    private sealed record UniqueKey(IEntityType EntityType, IReadOnlyList<IProperty> Properties, bool IsFiltered);
}
