using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// The values that EF may set on instances when it tracks them: generated keys, and foreign keys. A window that is undone puts them back,
/// since an instance that has a key already is taken for a row that exists.
/// </summary>
internal sealed class InstanceValues
{
    private readonly List<(object Entity, IProperty Property, object? Value)> _values = [];

    public void Keep(ImmutableArray<GraphNode> graph)
    {
        foreach (var (entity, entityType) in graph)
        {
            if (entityType is null) continue;
            foreach (var property in SettableOf(entityType)) _values.Add((entity, property, property.GetGetter().GetClrValue(entity)));
        }
    }

    public void Restore()
    {
        foreach (var (entity, property, value) in _values)
        {
            var member = property.GetMemberInfo(forMaterialization: true, forSet: true);
            if (member is System.Reflection.FieldInfo field) field.SetValue(entity, value);
            else ((System.Reflection.PropertyInfo)member).SetValue(entity, value);
        }

        _values.Clear();
    }

    private static IProperty[] SettableOf(IEntityType entityType) => entityType.GetOrAddRuntimeAnnotationValue(
        "Conditional.Bulk:Settable",
        static type => type!.GetProperties()
            .Where(property => !property.IsShadowProperty() && !property.IsIndexerProperty()
                && (property.ValueGenerated != ValueGenerated.Never || property.IsForeignKey()))
            .ToArray(),
        entityType);
}
