namespace Conditional.Bulk.Benchmarks;

/// <summary>What became of one item.</summary>
internal enum Outcome
{
    Written,

    /// <summary>The allow-list does not have it.</summary>
    Refused,

    /// <summary>It violates a constraint, of the kind that its work names.</summary>
    Violating,

    /// <summary>Refused or violating: the way cannot tell.</summary>
    NotWritten,
}

/// <summary>What a way says of one item.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Entity">The entity that was written, if the way hands it back.</param>
internal readonly record struct Report(Outcome Outcome, object? Entity = null)
{
    public static IReadOnlyList<Report> AllWritten(int items) => [.. Enumerable.Repeat(new Report(Outcome.Written), items)];
}
