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

    private RowLock(ISqlGenerationHelper sql, IEntityType entityType, ITableMapping mapping)
    {
        Table = mapping.Table;
        Columns =
        [
            .. entityType.FindPrimaryKey()!.Properties.Select(property => mapping.ColumnMappings.Single(column => column.Property == property)),
        ];
        var table = sql.DelimitIdentifier(Table.Name, Table.Schema);
        List<string> columns = [.. Columns.Select(column => sql.DelimitIdentifier(column.Column.Name))];

        One = $"SELECT 1 FROM {table} WHERE {string.Join(" AND ", columns.Select((column, i) => $"{column} = ${i + 1}"))} FOR NO KEY UPDATE";

        // The rows are locked above the sort, so every session locks them in the order of the key's own type.
        var keys = string.Join(", ", columns.Select((_, i) => $"k{i}"));
        var arrays = string.Join(", ", columns.Select((_, i) => $"${i + 1}"));
        var conditions = string.Join(" AND ", columns.Select((column, i) => $"t.{column} = k.k{i}"));
        var order = string.Join(", ", columns.Select(column => $"t.{column}"));
        Many = $"SELECT k.n FROM {table} AS t JOIN unnest({arrays}) WITH ORDINALITY AS k({keys}, n) ON {conditions} ORDER BY {order} "
            + "FOR NO KEY UPDATE OF t";
    }

    public ITable Table { get; }

    /// <summary>The columns of the key, in key order.</summary>
    public IReadOnlyList<IColumnMapping> Columns { get; }

    /// <summary>Locks the row of one key, and returns a row if it is there.</summary>
    public string One { get; }

    /// <summary>Locks the rows of the keys in arrays, and returns the positions, from 1, of those that are there.</summary>
    public string Many { get; }

    /// <summary>
    /// The locks of an entity type, one for each table: those of derived types, which a row that is read by its base type may be
    /// of, and the fragments of a split entity.
    /// </summary>
    /// <exception cref="CannotLockException">It is mapped to no table.</exception>
    public static IReadOnlyList<RowLock> Of(DbContext context, IEntityType entityType) =>
        entityType.GetOrAddRuntimeAnnotationValue(
            Annotation, static argument => Create(argument.context!, argument.entityType!), (context, entityType));

    private static IReadOnlyList<RowLock> Create(DbContext context, IEntityType entityType)
    {
        var sql = context.GetService<ISqlGenerationHelper>();
        List<RowLock> locks =
        [
            .. entityType.GetDerivedTypesInclusive()
                .SelectMany(type => type.GetTableMappings())
                .DistinctBy(mapping => mapping.Table)
                .Select(mapping => new RowLock(sql, entityType, mapping)),
        ];
        return locks.Count > 0
            ? locks
            : throw new CannotLockException($"The '{entityType.DisplayName()}' to write cannot be locked: it is mapped to no table.");
    }
}
