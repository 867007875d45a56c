using System.Globalization;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// An order of values as they are sent that is the same in every process. Values that it cannot tell apart keep the order in
/// which they come.
/// </summary>
internal sealed class SentOrder : IComparer<object?>
{
    public static SentOrder Instance { get; } = new();

    public int Compare(object? x, object? y) => (x, y) switch
    {
        (null or DBNull, null or DBNull) => 0,
        (null or DBNull, _) => -1,
        (_, null or DBNull) => 1,
        (string left, string right) => string.CompareOrdinal(left, right),
        (byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right),
        (IComparable left, _) when x.GetType() == y.GetType() => left.CompareTo(y),
        (System.Collections.IEnumerable left, System.Collections.IEnumerable right) => Compare(left, right),
        _ => string.CompareOrdinal(Convert.ToString(x, CultureInfo.InvariantCulture), Convert.ToString(y, CultureInfo.InvariantCulture)),
    };

    private int Compare(System.Collections.IEnumerable left, System.Collections.IEnumerable right)
    {
        List<object?> xs = [.. left.Cast<object?>()], ys = [.. right.Cast<object?>()];
        var order = xs.Zip(ys, Compare).FirstOrDefault(order => order != 0);
        return order != 0 ? order : xs.Count.CompareTo(ys.Count);
    }
}
