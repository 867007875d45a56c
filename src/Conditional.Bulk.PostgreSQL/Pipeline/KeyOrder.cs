namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// An order of keys that is the same in every process, so that no two sessions lock the rows of their windows crosswise. Keys of types
/// without an order stay in the order of the items.
/// </summary>
internal sealed class KeyOrder : IComparer<IReadOnlyList<object>>
{
    public static KeyOrder Instance { get; } = new();

    public int Compare(IReadOnlyList<object>? x, IReadOnlyList<object>? y) => x is null || y is null
        ? 0
        : x.Zip(y, CompareValues).FirstOrDefault(order => order != 0);

    private static int CompareValues(object x, object y) => (x, y) switch
    {
        (string left, string right) => string.CompareOrdinal(left, right),
        (IComparable left, _) => left.CompareTo(y),
        _ => 0,
    };
}
