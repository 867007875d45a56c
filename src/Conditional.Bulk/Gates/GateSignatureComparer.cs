using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk;

/// <summary>
/// Compares what conditions say, with or without the values that they captured. There is one condition for each item, and most say the same:
/// none of them needs a signature of its own to be looked up.
/// </summary>
internal sealed class GateSignatureComparer : IEqualityComparer<GateSignature>, IAlternateEqualityComparer<ReadOnlySpan<object?>, GateSignature>
{
    private readonly bool _comparesValues;

    private GateSignatureComparer(bool comparesValues) => _comparesValues = comparesValues;

    /// <summary>Equal conditions ask the database the same question: captured values are compared by what is sent for them.</summary>
    public static GateSignatureComparer Same { get; } = new(comparesValues: true);

    /// <summary>
    /// Equal conditions are translated to the same SQL. Nothing of the captured values is compared except whether they are null, where EF's SQL
    /// depends on no more: EF evaluates a condition that has nothing of the row in it, and leaves out of the SQL what that decides.
    /// </summary>
    public static GateSignatureComparer SameSql { get; } = new(comparesValues: false);

    public bool Equals(GateSignature? x, GateSignature? y) => x is not null && y is not null && Equals(x.Parts, y);

    public int GetHashCode(GateSignature signature) => GetHashCode(signature.Parts);

    public bool Equals(ReadOnlySpan<object?> parts, GateSignature other)
    {
        var others = other.Parts;
        if (parts.Length != others.Length) return false;

        var comparesValues = ComparesValues(parts);
        for (var i = 0; i < parts.Length; i++)
        {
            if (!object.Equals(parts[i], others[i])) return false;
            if (parts[i] != GateReader.Captured) continue;

            i++;
            if (comparesValues ? !SentValue.AreSame(parts[i], others[i]) : parts[i] is null != others[i] is null) return false;
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<object?> parts)
    {
        var comparesValues = ComparesValues(parts);
        var hash = new HashCode();
        for (var i = 0; i < parts.Length; i++)
        {
            hash.Add(parts[i]);
            if (parts[i] == GateReader.Captured) hash.Add(comparesValues ? SentValue.HashOf(parts[++i]) : parts[++i] is null ? 0 : 1);
        }

        return hash.ToHashCode();
    }

    public GateSignature Create(ReadOnlySpan<object?> parts) => new(parts);

    private bool ComparesValues(ReadOnlySpan<object?> parts)
    {
        if (_comparesValues) return true;

        foreach (var part in parts)
        {
            if (ReferenceEquals(part, GateReader.Decisive)) return true;
        }

        return false;
    }
}
