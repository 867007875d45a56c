using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace Conditional.Bulk;

/// <summary>What the engine tells of itself, in the category <c>Conditional.Bulk</c>.</summary>
internal static partial class BulkLog
{
    public static ILogger For(DbContext context) => context.GetService<ILoggerFactory>().CreateLogger("Conditional.Bulk");

    [LoggerMessage(1, LogLevel.Debug, "Item {Index} is written by itself, and not in a window with others: {Reason}.")]
    public static partial void WrittenAlone(this ILogger logger, int index, string reason);

    [LoggerMessage(2, LogLevel.Information,
        "The window of {Count} items from {First} on is undone ({Reason}), and its items are written in smaller windows, or by themselves.")]
    public static partial void WindowUndone(this ILogger logger, string reason, int first, int count);

    [LoggerMessage(4, LogLevel.Debug, "A window of {Count} items from {First} on is written.")]
    public static partial void WindowWritten(this ILogger logger, int first, int count);

    [LoggerMessage(5, LogLevel.Warning, "The current rows of failed items from item {Index} on could not be loaded ({Exception}): the failures come without them.")]
    public static partial void CurrentNotLoaded(this ILogger logger, int index, string exception);

    [LoggerMessage(3, LogLevel.Information, "Each item is written by itself: {Reason}.")]
    public static partial void NoWindows(this ILogger logger, string reason);
}
