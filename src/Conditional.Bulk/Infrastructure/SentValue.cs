using System.Collections;

namespace Conditional.Bulk.Infrastructure;

/// <summary>Values as the driver gets them.</summary>
public static class SentValue
{
    /// <summary>
    /// Whether two values are sent as the same bytes, as far as that is certain. .NET's equality is wider for some types: times of another
    /// kind or offset, decimals of another scale, negative zero.
    /// </summary>
    /// <param name="x">A value.</param>
    /// <param name="y">Another value.</param>
    /// <returns>True only if they are; false also where nothing is known of their type.</returns>
    public static bool AreSame(object? x, object? y) => (x, y) switch
    {
        (null or DBNull, null or DBNull) => true,
        (null or DBNull, _) or (_, null or DBNull) => false,
        _ when x.GetType() != y.GetType() => false,
        (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
        (int or long or short or byte or sbyte or uint or ulong or ushort or bool or char or Guid or TimeSpan or DateOnly or TimeOnly, _)
            or (Enum, _) => x.Equals(y),
        (DateTime a, DateTime b) => a.Ticks == b.Ticks && a.Kind == b.Kind,
        (DateTimeOffset a, DateTimeOffset b) => a.EqualsExact(b),
        (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b),
        (float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b),
        (decimal a, decimal b) => decimal.GetBits(a).AsSpan().SequenceEqual(decimal.GetBits(b)),
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (Array { Rank: 1 } a, Array b) => a.Length == b.Length && a.Cast<object?>().Zip(b.Cast<object?>(), AreSame).All(same => same),
        (IList a, IList b) when IsList(x) => a.Count == b.Count && a.Cast<object?>().Zip(b.Cast<object?>(), AreSame).All(same => same),
        _ => false,
    };

    /// <summary>A hash that is equal for values that <see cref="AreSame"/>.</summary>
    /// <param name="value">A value.</param>
    /// <returns>The hash.</returns>
    public static int HashOf(object? value) => value switch
    {
        null or DBNull => 0,
        string text => text.GetHashCode(StringComparison.Ordinal),
        DateTime time => time.Ticks.GetHashCode(),
        DateTimeOffset time => time.Ticks.GetHashCode(),
        ValueType => value.GetHashCode(),
        ICollection values => values.Count,
        _ => value.GetType().GetHashCode(),
    };

    /// <summary>A property's value as it is sent for a column, and a copy where the value can change.</summary>
    internal static object? Of(object? value, ShapeColumn column) =>
        column.TypeMapping.Converter is { } converter ? converter.ConvertToProvider(value) : value;

    private static bool IsList(object value) => value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(List<>);
}
