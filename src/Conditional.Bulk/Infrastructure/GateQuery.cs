namespace Conditional.Bulk.Infrastructure;

/// <summary>A query of a gate that has not run yet. A provider derives from it to keep what it sends.</summary>
public abstract class GateQuery
{
    /// <summary>
    /// The tables that the query reads, one entry for each mention; null if that cannot be told, as where it reads a view or function.
    /// </summary>
    public abstract IReadOnlyList<(string Name, string? Schema)>? Tables { get; }
}
