using System.Collections;

namespace Conditional.Bulk;

/// <summary>What can be said of two values that query filters read.</summary>
internal enum Sameness
{
    /// <summary>Neither is known to be the other: objects whose equality may be wider or narrower than that of the database.</summary>
    Unknown,
    Same,
    Different,
}

/// <summary>Compares values that query filters read as the database would: a .NET equality that leaves something out does not count.</summary>
internal static class SameValue
{
    public static Sameness Compare(object? one, object? other)
    {
        if (ReferenceEquals(one, other)) return Sameness.Same;
        if (one is null || other is null || one.GetType() != other.GetType()) return Sameness.Different;

        return (one, other) switch
        {
            (DateTime left, DateTime right) => Of(left == right && left.Kind == right.Kind),
            (DateTimeOffset left, DateTimeOffset right) => Of(left.EqualsExact(right)),
            (string or ValueType, _) => Of(one.Equals(other)),
            (IQueryable, _) => Sameness.Unknown,
            (IEnumerable left, IEnumerable right) => CompareElements(left, right),
            _ => Sameness.Unknown,
        };
    }

    /// <summary>Whether a value that differs from one moment to the next, the time say, can be told from one that was set.</summary>
    public static bool IsScalar(object? value) => value is string or ValueType;

    private static Sameness CompareElements(IEnumerable one, IEnumerable other)
    {
        var sameness = Sameness.Same;
        var others = other.GetEnumerator();
        using var toDispose = others as IDisposable;
        foreach (var element in one)
        {
            if (!others.MoveNext()) return Sameness.Different;

            switch (Compare(element, others.Current))
            {
                case Sameness.Different: return Sameness.Different;
                case Sameness.Unknown: sameness = Sameness.Unknown; break;
            }
        }

        return others.MoveNext() ? Sameness.Different : sameness;
    }

    private static Sameness Of(bool same) => same ? Sameness.Same : Sameness.Different;
}
