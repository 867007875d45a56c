using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// Tells the required complex properties and primitive collections without a value. EF refuses them by itself, before the database could, with
/// an <see cref="InvalidOperationException"/> that names the property only in its text: it is compared with the texts that EF has for the
/// properties of the model.
/// </summary>
internal static class RequiredValues
{
    /// <returns>The property without a value, with its table and columns; null if the exception says something else.</returns>
    public static MissingValue? Find(IModel model, Exception exception) => exception is not InvalidOperationException
        ? null
        : model.GetEntityTypes().SelectMany(type => MissingIn(type, type)).FirstOrDefault(missing => missing.Text == exception.Message);

    private static IEnumerable<MissingValue> MissingIn(IEntityType entityType, ITypeBase type)
    {
        foreach (var property in type.GetProperties().Where(property => property.IsPrimitiveCollection && !property.IsNullable))
        {
            var text = CoreStrings.NullRequiredPrimitiveCollection(type.DisplayName(), property.Name);
            yield return new MissingValue(text, property, entityType.GetTableName(), ColumnsOf(entityType, property));
        }

        foreach (var property in type.GetComplexProperties())
        {
            if (!property.IsNullable)
            {
                var text = CoreStrings.NullRequiredComplexProperty(property.DeclaringType.ClrType.ShortDisplayName(), property.Name);
                yield return new MissingValue(text, property, entityType.GetTableName(), []);
            }

            foreach (var missing in MissingIn(entityType, property.ComplexType)) yield return missing;
        }
    }

    private static string[] ColumnsOf(IEntityType entityType, IProperty property) =>
        StoreObjectIdentifier.Create(entityType, StoreObjectType.Table) is { } table && property.GetColumnName(table) is { } column ? [column] : [];
}

/// <summary>A required property without a value.</summary>
/// <param name="Text">EF's message for it.</param>
/// <param name="Property">The property.</param>
/// <param name="TableName">Its table, or null.</param>
/// <param name="ColumnNames">Its column, or empty.</param>
internal sealed record MissingValue(string Text, IPropertyBase Property, string? TableName, IReadOnlyList<string> ColumnNames);
