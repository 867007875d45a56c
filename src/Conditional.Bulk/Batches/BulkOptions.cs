namespace Conditional.Bulk;

/// <summary>How a batch runs. A null value inherits what <c>UseConditionalBulk(…)</c> was given, else the library's default.</summary>
public sealed record BulkOptions
{
    /// <summary>
    /// At most this many consecutive items share a savepoint while all of them succeed; at least 1, which is the default.
    /// </summary>
    /// <remarks>
    /// It changes no result, but generated values may have larger gaps: when an item fails, those that share its savepoint are written
    /// again, and what triggers do outside of the transaction is done again. On PostgreSQL, more than 64 savepoints that wrote in one
    /// transaction slow down every other session of the server, so large batches there gain from 64. SQLite has no use for it.
    /// </remarks>
    public int? ItemsPerSavepoint { get; init; }

    /// <summary>
    /// At most this many consecutive items make a window; at least 1, and 1000 by default. With 1, each item is written by itself.
    /// </summary>
    /// <remarks>
    /// The items of a window are locked, asked for and loaded together, then handed to their specs, then written in order, each in its
    /// savepoint. An item whose gate or row depends on an item before it begins a window of its own, so it changes no result, but for a
    /// spec that runs SQL by itself, a gate whose captured values a spec changes, and a trigger that writes a table which a gate reads and that
    /// the model does not declare: give 1 there. The more, the fewer round trips, and the longer the first locks are held.
    /// </remarks>
    public int? ItemsPerWindow { get; init; }

    /// <summary>
    /// Makes windows even where an interceptor of <c>SaveChanges</c>, commands or transactions, or an override of <c>SaveChanges</c>,
    /// would not be called for each item. False by default: with one of them, each item is written by itself.
    /// </summary>
    /// <remarks>
    /// Those of <c>SaveChanges</c> are then called once for each window, as its events are; those of commands are not called for what the
    /// pipeline of PostgreSQL sends. A window to which an interceptor adds rows is undone, and its items are written one by one.
    /// </remarks>
    public bool? WindowsDespiteInterceptors { get; init; }

    /// <summary>
    /// Told of each item in order, once it is done or its window is, from the thread that ran it. None by default. A retry by the execution strategy starts over.
    /// What it throws ends the call, and nothing of the call is kept.
    /// </summary>
    public IProgress<BulkProgress>? Progress { get; init; }

    internal static BulkOptions Resolve(BulkOptions? options, BulkOptions defaults) => options is null
        ? defaults
        : new BulkOptions
        {
            ItemsPerSavepoint = options.ItemsPerSavepoint ?? defaults.ItemsPerSavepoint,
            ItemsPerWindow = options.ItemsPerWindow ?? defaults.ItemsPerWindow,
            WindowsDespiteInterceptors = options.WindowsDespiteInterceptors ?? defaults.WindowsDespiteInterceptors,
            Progress = options.Progress ?? defaults.Progress,
        };

    internal static BulkOptions? Validated(BulkOptions? options, string parameterName)
    {
        RequirePositive(options?.ItemsPerSavepoint, nameof(ItemsPerSavepoint), parameterName);
        RequirePositive(options?.ItemsPerWindow, nameof(ItemsPerWindow), parameterName);
        return options;
    }

    private static void RequirePositive(int? value, string property, string parameterName)
    {
        if (value < 1) throw new ArgumentOutOfRangeException(parameterName, value, $"{property} must be at least 1.");
    }
}
