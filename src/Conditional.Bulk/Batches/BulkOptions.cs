namespace Conditional.Bulk;

/// <summary>How a batch runs. A null value inherits what <c>UseConditionalBulk(…)</c> was given, else the library's default.</summary>
public record BulkOptions
{
    /// <summary>
    /// At most this many consecutive items share a savepoint while all of them succeed; at least 1. By default each item has its own as long as
    /// the transaction stays below 64 of them; above that, the items of a window share one.
    /// </summary>
    /// <remarks>
    /// It changes no result, but generated values may have larger gaps: when an item fails, those that share its savepoint are written
    /// again, without calling specs, gates or handlers again. On PostgreSQL, more than 64 savepoints that wrote in one transaction slow down
    /// every other session of the server, and items that share a savepoint are written with one statement for many. With 1 each item has its
    /// own, whatever their number. SQLite has no use for it.
    /// </remarks>
    public int? ItemsPerSavepoint { get; init; }

    /// <summary>
    /// At most this many consecutive items make a window; at least 1, and 1000 by default. With 1, each item is written by itself.
    /// </summary>
    /// <remarks>
    /// The items of a window are locked, asked for and loaded together, then handed to their specs and saved, each alone, then written in
    /// order. An item whose gate or row depends on an item before it begins a window of its own, so it changes no result, but for a spec that
    /// runs SQL outside of the private context, or reads generated values of items before it, and a gate whose captured values a spec changes:
    /// give 1 there. The more, the fewer round trips, and the longer the first locks are held.
    /// </remarks>
    public int? ItemsPerWindow { get; init; }

    /// <summary>
    /// Makes windows even where something of the host's would be called before an item is written, or not at all: an interceptor of
    /// <c>SaveChanges</c> that does more than <c>SavingChanges</c>, an interceptor of commands or transactions, an override of
    /// <c>SaveChanges</c>. False by default: with one of them, each item is written by itself.
    /// </summary>
    /// <remarks>
    /// Those of <c>SaveChanges</c> are then called for each item when it is recorded; those of commands and transactions are not called for
    /// what a window sends. <c>SavingChanges</c> alone, as event or interceptor, never stands in the way of windows: it is called for each item.
    /// </remarks>
    public bool? WindowsDespiteInterceptors { get; init; }

    /// <summary>
    /// How many failures the batch tolerates; at least 0, and any number by default. With 0 the batch stops at the first failure, with n at failure
    /// n + 1: the items after it are not written, and fail as <see cref="WriteFailureKind.NotAttempted"/>.
    /// </summary>
    /// <remarks>
    /// What succeeded before stays, unless the result is made to throw. Failures of any kind count, refused gates and missing rows included; items
    /// that were not attempted do not. Nothing of an item after the limit is kept, but its row may be locked, and where items are written in
    /// windows its gate may have been asked, and its spec and <c>SavingChanges</c> called; those of items before it may have been called twice.
    /// </remarks>
    public int? MaxFailures { get; init; }

    /// <summary>
    /// Whether the <see cref="WriteFailureKind.UniqueViolation"/> of an item comes with the row that is in its way, in
    /// <see cref="WriteFailure.Current"/>. False by default: the row costs a query.
    /// </summary>
    /// <remarks>
    /// The row is found by the columns of the violated key or unique index of the model, under the caller's query filters, as it was when
    /// the item's turn came: with one query for a window and entity type, or one for the item where items are written by themselves. Where
    /// an item of the window writes that row afterwards, the window is undone and written again up to the item that failed. Refusals and
    /// conflicts bring their row without this option.
    /// </remarks>
    public bool? LoadCurrent { get; init; }

    /// <summary>
    /// Told of each item in order, once it is done or its window is, from the thread that ran it. None by default. A retry by the execution strategy starts over.
    /// What it throws ends the call, and nothing of the call is kept.
    /// </summary>
    public IProgress<BulkProgress>? Progress { get; init; }

    /// <summary>Whether they say how a stream runs, which a batch does not heed.</summary>
    internal virtual bool AreOfAStream => false;

    internal static BulkOptions Resolve(BulkOptions? options, BulkOptions defaults) => options is null
        ? defaults
        : new BulkOptions
        {
            ItemsPerSavepoint = options.ItemsPerSavepoint ?? defaults.ItemsPerSavepoint,
            ItemsPerWindow = options.ItemsPerWindow ?? defaults.ItemsPerWindow,
            WindowsDespiteInterceptors = options.WindowsDespiteInterceptors ?? defaults.WindowsDespiteInterceptors,
            MaxFailures = options.MaxFailures ?? defaults.MaxFailures,
            LoadCurrent = options.LoadCurrent ?? defaults.LoadCurrent,
            Progress = options.Progress ?? defaults.Progress,
        };

    /// <exception cref="ArgumentException">They are those of a stream.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal static BulkOptions? Validated(BulkOptions? options, string parameterName)
    {
        if (options is { AreOfAStream: true })
        {
            throw new ArgumentException("The options are those of a stream, and this is none: give BulkOptions.", parameterName);
        }

        RequireRanges(options, parameterName);
        return options;
    }

    private protected static void RequireRanges(BulkOptions? options, string parameterName)
    {
        RequireAtLeast(1, options?.ItemsPerSavepoint, nameof(ItemsPerSavepoint), parameterName);
        RequireAtLeast(1, options?.ItemsPerWindow, nameof(ItemsPerWindow), parameterName);
        RequireAtLeast(0, options?.MaxFailures, nameof(MaxFailures), parameterName);
    }

    private protected static void RequireAtLeast(int least, int? value, string property, string parameterName)
    {
        if (value < least) throw new ArgumentOutOfRangeException(parameterName, value, $"{property} must be at least {least}.");
    }
}
