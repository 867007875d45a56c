using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>The properties of the model that a database error is about. What is not certain is left out.</summary>
internal static class FailedProperties
{
    public static IReadOnlyList<IPropertyBase> Of(IModel model, WriteItem item, DatabaseError error)
    {
        if (item.Stage != WriteStage.Save) return [];
        if (error.Exceeded != ExceededFacet.None) return Facets.FindExceeded(item.Graph, error.Exceeded);
        if (ColumnsOf(model, item, error) is { } columns) return OfColumns(item, columns);
        return error is { Kind: WriteFailureKind.ForeignKeyViolation, ConstraintName: null, TableName: null } ? OnlyForeignKey(item) : [];
    }

    /// <summary>The tables of the model that an error may be about, as far as it names any.</summary>
    public static IEnumerable<ITable> TablesOf(IModel model, DatabaseError error) => model.GetRelationalModel().Tables
        .Where(table => error.TableName is null || table.Name == error.TableName)
        .Where(table => error.SchemaName is null || table.Schema is null || table.Schema == error.SchemaName);

    private static IReadOnlyList<IColumn>? ColumnsOf(IModel model, WriteItem item, DatabaseError error)
    {
        var tables = TablesOf(model, error);
        if (error.ConstraintName is { } name)
        {
            return Only(tables.Select(table => ColumnsOf(table, name)).OfType<IReadOnlyList<IColumn>>(), item)
                ?? (error.ColumnNames.Count > 0 ? ColumnsOf(model, item, error with { ConstraintName = null }) : null);
        }

        return error is { TableName: not null, ColumnNames.Count: > 0 }
            ? Only(tables.Select(table => ColumnsOf(table, error.ColumnNames)).OfType<IReadOnlyList<IColumn>>(), item)
            : null;
    }

    private static IReadOnlyList<IColumn>? ColumnsOf(ITable table, string constraint) =>
        table.UniqueConstraints.FirstOrDefault(key => key.Name == constraint)?.Columns
        ?? table.Indexes.FirstOrDefault(index => index.Name == constraint)?.Columns
        ?? table.ForeignKeyConstraints.FirstOrDefault(foreignKey => foreignKey.Name == constraint)?.Columns;

    private static IReadOnlyList<IColumn>? ColumnsOf(ITable table, IReadOnlyList<string> names)
    {
        List<IColumn> columns = [.. names.Select(name => table.FindColumn(name)).OfType<IColumn>()];
        return columns.Count == names.Count ? columns : null;
    }

    /// <summary>Those of the only table; where there are several of one name, those of the one that the item writes.</summary>
    private static IReadOnlyList<IColumn>? Only(IEnumerable<IReadOnlyList<IColumn>> found, WriteItem item)
    {
        List<IReadOnlyList<IColumn>> candidates = [.. found];
        if (candidates.Count > 1) candidates.RemoveAll(columns => !item.Graph.Any(node => node.EntityType?.GetTables().Contains(columns[0].Table) is true));
        return candidates is [var columns] ? columns : null;
    }

    private static IReadOnlyList<IPropertyBase> OfColumns(WriteItem item, IReadOnlyList<IColumn> columns)
    {
        List<IPropertyBase> properties = [];
        foreach (var column in columns)
        {
            var ofColumn = OfColumn(item, column);
            if (ofColumn.Count == 0) return [];
            properties.AddRange(ofColumn);
        }

        return properties;
    }

    /// <summary>
    /// Several properties share a column where types share a table: an owned type's key with its owner's, which is the one that is meant, and
    /// properties of derived types, of which those of the item's types are.
    /// </summary>
    private static List<IPropertyBase> OfColumn(WriteItem item, IColumn column)
    {
        List<IPropertyBase> properties = [.. column.PropertyMappings.Select(mapping => (IPropertyBase)mapping.Property).Distinct()];
        if (properties.Count == 0) return JsonContainersOf(column);

        var least = properties.Min(PropertyPath.DepthOf);
        properties.RemoveAll(property => PropertyPath.DepthOf(property) > least);
        var own = properties.FindAll(property => item.Graph.Any(node => node.EntityType is { } type && property.DeclaringType.IsAssignableFrom(type)));
        return own.Count > 0 ? own : properties;
    }

    private static List<IPropertyBase> JsonContainersOf(IColumn column) =>
    [
        .. column.Table.EntityTypeMappings.Select(mapping => mapping.TypeBase).OfType<IEntityType>()
            .SelectMany(type => type.GetNavigations().Where(navigation => navigation.TargetEntityType is { } target
                    && navigation.ForeignKey.IsOwnership && !navigation.IsOnDependent && target.GetContainerColumnName() == column.Name)
                .Concat<IPropertyBase>(type.GetComplexProperties().Where(property => property.ComplexType.GetContainerColumnName() == column.Name)))
            .Distinct(),
    ];

    /// <summary>Where the database does not tell the foreign key (SQLite), it is known if what is written has only one that refers to anything.</summary>
    private static IReadOnlyList<IPropertyBase> OnlyForeignKey(WriteItem item)
    {
        // Whoever deletes meets the foreign keys of others.
        if (!item.OwnsGraph) return [];

        List<IForeignKey> candidates =
        [
            .. item.Graph.Where(node => node.EntityType is not null)
                .SelectMany(node => node.EntityType!.GetForeignKeys().Where(foreignKey => !foreignKey.IsOwnership && !foreignKey.IsBaseLinking()))
                .Distinct(),
        ];
        return candidates is [var only] ? only.Properties : [];
    }
}
