using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk.Infrastructure;

/// <summary>A parameter of a <see cref="CommandShape"/>.</summary>
/// <param name="Column">The column.</param>
/// <param name="IsCondition">Whether the column is compared with the value; otherwise the value is written.</param>
public readonly record struct ShapeParameter(ShapeColumn Column, bool IsCondition);

/// <summary>A column of a <see cref="CommandShape"/>.</summary>
public sealed class ShapeColumn
{
    internal ShapeColumn(IColumnModification modification)
    {
        Name = modification.ColumnName;
        Column = modification.Column as IColumn;
        Property = modification.Property;
        TypeMapping = modification.TypeMapping!;
        JsonPath = modification.JsonPath;
        IsNullable = modification.IsNullable ?? true;
        IsWritten = modification.IsWrite;
        IsRead = modification.IsRead;
        IsCondition = modification.IsCondition;
        IsKey = modification.IsKey;
        IsNullCondition = modification.IsCondition && modification.OriginalValue is null;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The column of the relational model; null where EF does not say.</summary>
    public IColumn? Column { get; }

    /// <summary>The property; null for a JSON document.</summary>
    public IProperty? Property { get; }

    /// <summary>How values are sent.</summary>
    public RelationalTypeMapping TypeMapping { get; }

    /// <summary>Where in the JSON document the value is written; null or empty for all of the column.</summary>
    public string? JsonPath { get; }

    /// <summary>Whether the column may be null.</summary>
    public bool IsNullable { get; }

    /// <summary>Whether the column is written.</summary>
    public bool IsWritten { get; }

    /// <summary>Whether the column is read back.</summary>
    public bool IsRead { get; }

    /// <summary>Whether the column is compared, to find the row.</summary>
    public bool IsCondition { get; }

    /// <summary>Whether the column is a part of the primary key.</summary>
    public bool IsKey { get; }

    /// <summary>Whether the column is compared with null, for which EF's statement has no parameter.</summary>
    public bool IsNullCondition { get; }

    internal static bool IsCompared(IColumnModification modification) => modification is { IsCondition: true, OriginalValue: not null };

    internal bool Fits(IColumnModification modification) =>
        modification.IsWrite == IsWritten
        && modification.IsRead == IsRead
        && modification.IsCondition == IsCondition
        && modification.ColumnName == Name
        && ReferenceEquals(modification.Property, Property)
        && ReferenceEquals(modification.TypeMapping, TypeMapping)
        && modification.JsonPath == JsonPath
        && (!IsCondition || modification.OriginalValue is null == IsNullCondition);
}
