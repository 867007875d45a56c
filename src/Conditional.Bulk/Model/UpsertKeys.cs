using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>The keys by which a row can be created, too: the spec has to write their values itself.</summary>
internal static class UpsertKeys
{
    /// <exception cref="ArgumentException">A property of the key is not written with the value that the key has.</exception>
    public static void Validate(ModelKey key, IReadOnlyList<object> values, ItemLabel item, string parameterName)
    {
        for (var i = 0; i < values.Count; i++)
        {
            var property = key.Properties[i];
            if (ObstacleOf(property, values[i]) is not { } obstacle) continue;

            throw new ArgumentException($"{item}: the upsert cannot create a row with the key {key}: '{property.Name}' {obstacle}.", parameterName);
        }
    }

    private static string? ObstacleOf(IProperty property, object value)
    {
        if (property.IsShadowProperty()) return "is a shadow property, which no spec can set";
        if (property.ValueGenerated is not (ValueGenerated.Never or ValueGenerated.OnAdd)
            || property.GetBeforeSaveBehavior() != PropertySaveBehavior.Save)
        {
            return "is computed by the database";
        }

        return property.ValueGenerated == ValueGenerated.OnAdd && property.GetKeyValueComparer().Equals(property.Sentinel, value)
            ? "has the value that EF takes for one to be generated"
            : null;
    }
}
