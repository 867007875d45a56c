namespace Conditional.Bulk.Benchmarks;

/// <summary>EF Core as it is.</summary>
internal sealed class PlainHost() : Host("plain");
