using System.Collections.Concurrent;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>How the rows of one table are locked that may hold a part of an entity.</summary>
internal sealed class RowLock
{
    private const string Annotation = "Conditional.Bulk:RowLocks";

    private RowLock(ISqlGenerationHelper sql, IEntityType entityType, IReadOnlyList<IProperty> key, ITableMapping mapping)
    {
        Table = mapping.Table;
        HasKey = key.All(property => ColumnOf(mapping, property) is not null);
        var keyMapping = HasKey ? mapping : entityType.GetTableMappings().First(other => key.All(property => ColumnOf(other, property) is not null));
        Columns = [.. key.Select(property => ColumnOf(keyMapping, property)!)];

        var table = sql.DelimitIdentifier(Table.Name, Table.Schema);
        var join = "";
        if (!HasKey)
        {
            var on = entityType.FindPrimaryKey()!.Properties.Select(property =>
                $"m.{Column(keyMapping, property)} = t.{Column(mapping, property)}");
            join = $" JOIN {sql.DelimitIdentifier(keyMapping.Table.Name, keyMapping.Table.Schema)} AS m ON {string.Join(" AND ", on)}";
        }

        var holder = HasKey ? "t" : "m";
        List<string> columns = [.. Columns.Select(column => $"{holder}.{sql.DelimitIdentifier(column.Column.Name)}")];
        var isKey = string.Join(" AND ", columns.Select((column, i) => $"{column} = ${i + 1}"));
        One = $"SELECT 1 FROM {table} AS t{join} WHERE {isKey} FOR NO KEY UPDATE OF t";

        // The rows are locked above the sort, so every session locks them in the order of the key's own type.
        var keys = string.Join(", ", columns.Select((_, i) => $"k{i}"));
        var arrays = string.Join(", ", columns.Select((_, i) => $"${i + 1}"));
        var conditions = string.Join(" AND ", columns.Select((column, i) => $"{column} = k.k{i}"));
        var rows = HasKey ? $"{table} AS t" : $"({table} AS t{join})";
        Many = $"SELECT k.n FROM {rows} JOIN unnest({arrays}) WITH ORDINALITY AS k({keys}, n) ON {conditions} ORDER BY {string.Join(", ", columns)} "
            + "FOR NO KEY UPDATE OF t";

        string Column(ITableMapping of, IProperty property) => sql.DelimitIdentifier(ColumnOf(of, property)!.Column.Name);
    }

    /// <summary>Whether the columns of the key are in the table itself.</summary>
    public bool HasKey { get; }

    public ITable Table { get; }

    /// <summary>The columns of the key, in key order.</summary>
    public IReadOnlyList<IColumnMapping> Columns { get; }

    /// <summary>Locks the row of one key, and returns a row if it is there.</summary>
    public string One { get; }

    /// <summary>Locks the rows of the keys in arrays, and returns the positions, from 1, of those that are there.</summary>
    public string Many { get; }

    /// <summary>
    /// The locks of an entity type's rows by a key, one for each table: those of derived types, which a row that is read by its base type may be
    /// of, and the fragments of a split entity.
    /// </summary>
    /// <exception cref="CannotLockException">It is mapped to no table.</exception>
    public static IReadOnlyList<RowLock> Of(DbContext context, TargetRow target) =>
        target.EntityType.GetOrAddRuntimeAnnotationValue<ConcurrentDictionary<IReadOnlyList<IProperty>, IReadOnlyList<RowLock>>, object?>(
            Annotation, static _ => new(ReferenceEqualityComparer.Instance), null)
        .GetOrAdd(target.KeyProperties, static (key, argument) => Create(argument.context, argument.EntityType, key), (context, target.EntityType));

    private static IReadOnlyList<RowLock> Create(DbContext context, IEntityType entityType, IReadOnlyList<IProperty> key)
    {
        var sql = context.GetService<ISqlGenerationHelper>();
        List<RowLock> locks =
        [
            .. entityType.GetDerivedTypesInclusive()
                .SelectMany(type => type.GetTableMappings())
                .DistinctBy(mapping => mapping.Table)
                .Select(mapping => new RowLock(sql, entityType, key, mapping)),
        ];
        return locks.Count > 0
            ? locks
            : throw new CannotLockException($"The '{entityType.DisplayName()}' to write cannot be locked: it is mapped to no table.");
    }

    private static IColumnMapping? ColumnOf(ITableMapping mapping, IProperty property) =>
        mapping.ColumnMappings.FirstOrDefault(column => column.Property == property);
}
