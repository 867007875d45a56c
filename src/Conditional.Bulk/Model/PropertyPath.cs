using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>What a property is called from its entity: its name, behind those of the owned and complex types that hold it.</summary>
internal static class PropertyPath
{
    public static string Of(IPropertyBase property) => HolderOf(property.DeclaringType) is { } holder ? $"{Of(holder)}.{property.Name}" : property.Name;

    /// <summary>How many types hold the property below its entity.</summary>
    public static int DepthOf(IPropertyBase property) => HolderOf(property.DeclaringType) is { } holder ? 1 + DepthOf(holder) : 0;

    /// <summary>The property with a path.</summary>
    /// <returns>Null if the entity type has none.</returns>
    public static IProperty? Find(IEntityType entityType, string path)
    {
        var names = path.Split('.');
        ITypeBase? type = entityType;
        foreach (var name in names[..^1])
        {
            type = type?.FindComplexProperty(name)?.ComplexType
                ?? (ITypeBase?)((type as IEntityType)?.FindNavigation(name) is { TargetEntityType: var target } && target.IsOwned() ? target : null);
        }

        return type?.FindProperty(names[^1]);
    }

    private static IPropertyBase? HolderOf(ITypeBase type) => type switch
    {
        IComplexType complex => complex.ComplexProperty,
        IEntityType entityType => entityType.FindOwnership()?.PrincipalToDependent,
        _ => null,
    };
}
