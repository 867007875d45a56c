namespace Conditional.Bulk.Infrastructure;

/// <summary>What a window found when it was opened.</summary>
/// <param name="Targets">For each key, in the order they were given, whether there is a row, visible or not; it is locked.</param>
/// <param name="Gates">For each gate, in the order they were given, whether there is a row.</param>
public sealed record WindowRows(IReadOnlyList<bool> Targets, IReadOnlyList<bool> Gates);
