using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Which entity types can be written in windows, where their rows are tracked side by side.</summary>
internal static class WindowRules
{
    /// <param name="entityType">The entity type of the items.</param>
    /// <param name="loads">Whether rows are loaded, to be updated or purged.</param>
    /// <returns>Why each item has to be written by itself; null if it need not.</returns>
    public static string? ObstacleOf(IEntityType entityType, bool loads)
    {
        IEntityType[] family = [.. entityType.GetDerivedTypesInclusive()];
        return family switch
        {
            _ when entityType.GetTables().Any(table => table.Triggers.Any()) =>
                "the model declares a trigger on its table",
            _ when !loads => null,
            _ when family.Any(type => type.GetServiceProperties().Any()) => "its instances load more rows by themselves",
            _ when family.Any(type => type.GetNavigations().Any(IsIncluded) || type.GetSkipNavigations().Any(IsIncluded)) =>
                "rows of other entity types are loaded with it",
            _ when family.Any(type => type.GetForeignKeys().Any(foreignKey => !foreignKey.IsOwnership && RefersTo(foreignKey, family))) =>
                "its rows refer to each other",
            _ => null,
        };
    }

    /// <summary>The tables that the query for a target reads besides the target's own; null if that cannot be told.</summary>
    public static IReadOnlyList<(string Name, string? Schema)>? Besides(GateQuery query, IEntityType target)
    {
        if (query.Tables is not { } tables) return null;

        var others = tables.ToList();
        foreach (var table in target.GetTables()) others.Remove((table.Name, table.Schema));
        return others;
    }

    private static bool IsIncluded(INavigationBase navigation) => navigation.IsEagerLoaded && !navigation.TargetEntityType.IsOwned();

    private static bool RefersTo(IForeignKey foreignKey, IEntityType[] family) =>
        family.Any(type => foreignKey.PrincipalEntityType.IsAssignableFrom(type));
}
