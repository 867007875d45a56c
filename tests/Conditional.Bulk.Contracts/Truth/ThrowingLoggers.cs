using Microsoft.Extensions.Logging;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>Loggers of which one throws once, when the library has told so many things in the test that set it.</summary>
internal static class ThrowingLoggers
{
    private static readonly AsyncLocal<int[]?> s_left = new();

    // EF keeps services for each logger factory and refuses too many of them, so all tests share one.
    private static readonly ILoggerFactory s_factory = LoggerFactory.Create(
        logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Provider()));

    /// <summary>Configures a context with them.</summary>
    /// <param name="options">The context's options.</param>
    /// <param name="entry">The number of the entry that throws, from 1.</param>
    public static void ThrowAt(DbContextOptionsBuilder options, int entry)
    {
        s_left.Value = [entry];
        options.UseLoggerFactory(s_factory);
    }

    private sealed class Provider : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            s_left.Value is not null && category.StartsWith("Conditional.Bulk", StringComparison.Ordinal);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && --s_left.Value![0] == 0) throw new InvalidTimeZoneException("The log is full.");
        }
    }
}
