using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// The values of a primary key as they are sent, for types that .NET and the database compare alike: whole numbers and uuids. Never text.
/// </summary>
internal sealed class RowKey : IEquatable<RowKey>
{
    private readonly object[] _values;

    private RowKey(object[] values) => _values = values;

    /// <param name="properties">The key's properties.</param>
    /// <param name="values">Their values, in the types of the model.</param>
    /// <returns>Null if the database may compare the values in another way.</returns>
    public static RowKey? Of(IReadOnlyList<IProperty> properties, IReadOnlyList<object?> values) =>
        OfSent([.. properties.Select((property, i) => (property, Sent(property, values[i])))]);

    /// <param name="values">The values as they are sent, with the properties of the key.</param>
    public static RowKey? OfSent(IReadOnlyList<(IProperty Property, object? Value)> values)
    {
        var key = new object[values.Count];
        for (var i = 0; i < key.Length; i++)
        {
            switch (values[i].Value)
            {
                case long or int or short or byte or uint or ushort or sbyte:
                    key[i] = Convert.ToInt64(values[i].Value, System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case Guid guid:
                    key[i] = guid;
                    break;
                default:
                    return null;
            }
        }

        return key.Length == 0 ? null : new RowKey(Ordered(values, key));
    }

    public bool Equals(RowKey? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    public override bool Equals(object? obj) => Equals(obj as RowKey);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in _values) hash.Add(value);
        return hash.ToHashCode();
    }

    private static object? Sent(IProperty property, object? value)
    {
        var converter = property.GetTypeMapping().Converter;
        return value is null || converter is null ? value : converter.ConvertToProvider(value);
    }

    /// <summary>In the order of the key: commands have columns in the order of the table.</summary>
    private static object[] Ordered(IReadOnlyList<(IProperty Property, object? Value)> values, object[] key)
    {
        if (key.Length == 1) return key;

        int[] order = [.. values.Select(value => value.Property.FindContainingPrimaryKey()?.Properties.PositionOf(value.Property) ?? 0)];
        Array.Sort(order, key);
        return key;
    }
}
