using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Compares the values of a key, in key order, as EF does.</summary>
internal sealed class KeyComparer(IReadOnlyList<IProperty> properties) : IEqualityComparer<IReadOnlyList<object>>
{
    private readonly ValueComparer[] _comparers = [.. properties.Select(property => property.GetKeyValueComparer())];

    public bool Equals(IReadOnlyList<object>? x, IReadOnlyList<object>? y)
    {
        if (x is null || y is null) return false;

        for (var i = 0; i < _comparers.Length; i++)
        {
            if (!_comparers[i].Equals(x[i], y[i])) return false;
        }

        return true;
    }

    public int GetHashCode(IReadOnlyList<object> values)
    {
        var hash = new HashCode();
        for (var i = 0; i < _comparers.Length; i++) hash.Add(_comparers[i].GetHashCode(values[i]));
        return hash.ToHashCode();
    }
}
