using System.Collections.Immutable;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// Compares values with the length, precision and scale that the model gives their columns, as a database would: servers tell that a value is
/// too long, and not which.
/// </summary>
internal static class Facets
{
    /// <returns>All properties whose values exceed the facet, in the order of the graph and the model.</returns>
    public static IReadOnlyList<IPropertyBase> FindExceeded(ImmutableArray<GraphNode> graph, ExceededFacet facet) =>
    [
        .. graph.Where(node => node.EntityType is { } type && !type.IsMappedToJson())
            .SelectMany(node => PropertiesOf(node.EntityType!).Where(property => Exceeds(node.Entity, property, facet)))
            .Distinct(),
    ];

    private static IEnumerable<IProperty> PropertiesOf(ITypeBase type) => type.GetProperties()
        .Where(property => !property.IsShadowProperty())
        .Concat(type.GetComplexProperties()
            .Where(property => !property.IsCollection && property.ComplexType.GetContainerColumnName() is null)
            .SelectMany(property => PropertiesOf(property.ComplexType)));

    private static bool Exceeds(object entity, IProperty property, ExceededFacet facet)
    {
        var mapping = property.GetRelationalTypeMapping();
        return (facet, ValueOf(entity, property)) switch
        {
            (ExceededFacet.Length, string text) => mapping.Size is { } size && IsLonger(text, size),
            (ExceededFacet.Range, decimal number) => mapping.Precision is { } precision && IsGreater(number, precision, mapping.Scale ?? 0),
            _ => false,
        };
    }

    /// <summary>What is sent to the database; null also if the caller's own code does not tell it.</summary>
    private static object? ValueOf(object entity, IProperty property)
    {
        try
        {
            var value = property.GetGetter().GetClrValueUsingContainingEntity(entity);
            return property.GetRelationalTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Databases count code points, and cut spaces at the end off.</summary>
    private static bool IsLonger(string text, int size) => text.AsSpan().TrimEnd(' ').Length > size && text.TrimEnd(' ').EnumerateRunes().Count() > size;

    /// <summary>Digits behind the scale are rounded; digits before it are too many.</summary>
    private static bool IsGreater(decimal number, int precision, int scale) =>
        scale is >= 0 and <= 28 && (double)Math.Abs(Math.Round(number, scale, MidpointRounding.AwayFromZero)) >= Math.Pow(10, precision - scale);
}
