namespace Conditional.Bulk.PostgreSQL;

/// <summary>Some of a command's values, compared as the keys of a row: by what they are in the database.</summary>
internal readonly struct RowKey(IReadOnlyList<object?> values, int[] positions) : IEquatable<RowKey>
{
    private readonly IReadOnlyList<object?> _values = values;
    private readonly int[] _positions = positions;

    /// <summary>Whether each value is of a type whose values are equal only if they are the same.</summary>
    public bool IsExact
    {
        get
        {
            foreach (var position in _positions)
            {
                if (_values[position] is not (int or long or short or byte or Guid)) return false;
            }

            return true;
        }
    }

    public bool HasNull
    {
        get
        {
            foreach (var position in _positions)
            {
                if (_values[position] is null or DBNull) return true;
            }

            return false;
        }
    }

    /// <summary>Equal only if the values are sent as the same; unequal keys of types that are not exact may be the same row.</summary>
    public bool Equals(RowKey other)
    {
        if (_positions.Length != other._positions.Length) return false;

        for (var i = 0; i < _positions.Length; i++)
        {
            if (!AreEqual(_values[_positions[i]], other._values[other._positions[i]])) return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = 0;
        foreach (var position in _positions)
        {
            var value = _values[position];
            hash = (hash * 397) ^ (Number(value)?.GetHashCode() ?? value?.GetHashCode() ?? 0);
        }

        return hash;
    }

    private static bool AreEqual(object? x, object? y) => x is Guid ? x.Equals(y) : Number(x) is { } number ? number == Number(y) : Equals(x, y);

    /// <summary>Two properties of one column may be of different widths.</summary>
    private static long? Number(object? value) => value switch
    {
        int number => number,
        long number => number,
        short number => number,
        byte number => number,
        _ => null,
    };
}
