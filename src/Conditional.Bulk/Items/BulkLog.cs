using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace Conditional.Bulk;

/// <summary>What the engines tell of themselves, in the category <c>Conditional.Bulk</c>.</summary>
internal static partial class BulkLog
{
    public static ILogger For(DbContext context) => context.GetService<ILoggerFactory>().CreateLogger("Conditional.Bulk");

    [LoggerMessage(1, LogLevel.Debug, "Each '{EntityType}' is written by itself, and not in a window with others: {Reason}.")]
    public static partial void WrittenAlone(this ILogger logger, string entityType, string reason);

    [LoggerMessage(3, LogLevel.Information, "Each item is written by itself: {Reason}.")]
    public static partial void NoWindows(this ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information,
        "The window of {Count} items from {First} on was undone, and each of its items is written by itself.")]
    public static partial void WindowUndone(this ILogger logger, Exception exception, int first, int count);
}
