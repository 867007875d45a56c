using Microsoft.Extensions.Logging;

namespace Conditional.Bulk.Sqlite;

/// <summary>What the provider tells of itself, in the category <c>Conditional.Bulk.Sqlite</c>.</summary>
internal static partial class SqliteLog
{
    [LoggerMessage(201, LogLevel.Information, "Each item is written by itself: {Reason}.")]
    public static partial void NotInWindows(this ILogger logger, string reason);
}
