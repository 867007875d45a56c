using System.Globalization;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// The values of a primary key as they are sent, in key order, for types that .NET and the database compare alike: whole numbers and uuids.
/// Never text.
/// </summary>
internal sealed class RowKey : IEquatable<RowKey>
{
    private readonly object[] _values;
    private readonly int _hash;

    private RowKey(object[] values)
    {
        _values = values;
        var hash = new HashCode();
        foreach (var value in values) hash.Add(value);
        _hash = hash.ToHashCode();
    }

    /// <param name="properties">The key's properties.</param>
    /// <param name="values">Their values, in the types of the model.</param>
    /// <returns>Null if the database may compare the values in another way.</returns>
    public static RowKey? Of(IReadOnlyList<IProperty> properties, IReadOnlyList<object?> values)
    {
        var sent = new object?[properties.Count];
        for (var i = 0; i < sent.Length; i++)
        {
            var converter = properties[i].GetTypeMapping().Converter;
            sent[i] = values[i] is null || converter is null ? values[i] : converter.ConvertToProvider(values[i]);
        }

        return OfSent(sent);
    }

    /// <param name="values">The values as they are sent, in key order.</param>
    /// <returns>Null if the database may compare the values in another way.</returns>
    public static RowKey? OfSent(object?[] values)
    {
        var key = new object[values.Length];
        for (var i = 0; i < key.Length; i++)
        {
            switch (values[i])
            {
                case long or int or short or byte or uint or ushort or sbyte:
                    key[i] = Convert.ToInt64(values[i], CultureInfo.InvariantCulture);
                    break;
                case Guid guid:
                    key[i] = guid;
                    break;
                default:
                    return null;
            }
        }

        return key.Length == 0 ? null : new RowKey(key);
    }

    public bool Equals(RowKey? other) => other is not null && _hash == other._hash && _values.AsSpan().SequenceEqual(other._values);

    public override bool Equals(object? obj) => Equals(obj as RowKey);

    public override int GetHashCode() => _hash;
}
