namespace Conditional.Bulk;

/// <summary>How a batch runs. A null value inherits what <c>UseConditionalBulk(…)</c> was given, else the library's default.</summary>
public sealed record BulkOptions
{
    /// <summary>
    /// At most this many consecutive items share a savepoint while all of them succeed; at least 1, which is the default.
    /// </summary>
    /// <remarks>An upper bound that changes no result. The engine of this version gives every item a savepoint of its own.</remarks>
    public int? ItemsPerSavepoint { get; init; }

    /// <summary>
    /// Told after each item, from the thread that ran it. None by default. A retry by the execution strategy starts over.
    /// What it throws ends the call, and nothing of the call is kept.
    /// </summary>
    public IProgress<BulkProgress>? Progress { get; init; }

    internal static BulkOptions Resolve(BulkOptions? options, BulkOptions defaults) => options is null
        ? defaults
        : new BulkOptions
        {
            ItemsPerSavepoint = options.ItemsPerSavepoint ?? defaults.ItemsPerSavepoint,
            Progress = options.Progress ?? defaults.Progress,
        };

    internal static BulkOptions? Validated(BulkOptions? options, string parameterName) => options is { ItemsPerSavepoint: < 1 }
        ? throw new ArgumentOutOfRangeException(
            parameterName, options.ItemsPerSavepoint, $"{nameof(ItemsPerSavepoint)} must be at least 1.")
        : options;
}
