using System.Globalization;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// The values of a primary key as they are sent, in key order. What tells rows apart here tells them apart in the database if both were loaded, or
/// if the key is exact; text that differs in case or in blanks at its end is taken for the same, which is safe.
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
    public static RowKey? Of(IReadOnlyList<IProperty> properties, IReadOnlyList<object?> values) => OfSent(Sent(properties, values));

    /// <summary>The values as they are sent.</summary>
    public static object?[] Sent(IReadOnlyList<IProperty> properties, IReadOnlyList<object?> values)
    {
        var sent = new object?[properties.Count];
        for (var i = 0; i < sent.Length; i++)
        {
            var converter = properties[i].GetTypeMapping().Converter;
            sent[i] = values[i] is null || converter is null ? values[i] : converter.ConvertToProvider(values[i]);
        }

        return sent;
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
                case string text:
                    key[i] = Folded(text);
                    break;
                case char letter:
                    key[i] = Folded(letter.ToString());
                    break;
                case { } value when SentValue.AreSame(value, value):
                    key[i] = new Value(value);
                    break;
                default:
                    return null;
            }
        }

        return key.Length == 0 ? null : new RowKey(key);
    }

    /// <summary>
    /// Whether other values are other rows where the database compares text byte by byte. Text that cannot be encoded is sent as something else.
    /// </summary>
    public bool IsExactButForCollation => Array.TrueForAll(_values, static value => value is long or Value { IsExact: true }
        || (value is string text && !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff')));

    private static string Folded(string text) => text.TrimEnd().ToUpperInvariant();

    /// <summary>Whether other values are other rows, however they were come by: there is one way only to write each.</summary>
    public bool IsExact => Array.TrueForAll(_values, static value => value is long or Value { IsExact: true });

    public bool Equals(RowKey? other) => other is not null && _hash == other._hash && _values.AsSpan().SequenceEqual(other._values);

    public override bool Equals(object? obj) => Equals(obj as RowKey);

    public override int GetHashCode() => _hash;

    private sealed class Value(object value)
    {
        public bool IsExact => value is Guid or bool;

        private object Of => value;

        public override bool Equals(object? obj) => obj is Value other && SentValue.AreSame(value, other.Of);

        public override int GetHashCode() => SentValue.HashOf(value);
    }
}
