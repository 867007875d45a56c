using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>Items of a batch failed and the caller wanted all of them or none.</summary>
/// <param name="failures">The failures, in input order; at least one.</param>
public sealed class BulkWriteException(IReadOnlyList<WriteFailure> failures) : DbUpdateException(Describe(failures))
{
    /// <summary>The failures, in input order.</summary>
    public IReadOnlyList<WriteFailure> Failures { get; } =
        [.. failures ?? throw new ArgumentNullException(nameof(failures))];

    private static string Describe(IReadOnlyList<WriteFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(failures);
        return failures.Count switch
        {
            0 => throw new ArgumentException("At least one failure is needed.", nameof(failures)),
            1 => First(),
            _ => $"{failures.Count} items failed. {First()}",
        };

        string First() => $"Item {failures[0].Index}: {failures[0].Message}";
    }
}
