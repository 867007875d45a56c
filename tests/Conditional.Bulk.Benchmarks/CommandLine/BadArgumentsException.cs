namespace Conditional.Bulk.Benchmarks;

/// <summary>The arguments do not fit together. Thrown before any I/O.</summary>
internal sealed class BadArgumentsException(string message) : Exception(message);
