using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Conditional.Bulk.Contracts;

/// <summary>
/// Records what contexts that are configured with it log, in the test that made it: warnings of all, and of the library everything.
/// </summary>
public sealed partial class LogRecorder
{
    // EF keeps services for each logger factory and refuses too many of them, so all recorders share one.
    private static readonly ILoggerFactory s_factory = LoggerFactory.Create(
        logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Provider()));

    private static readonly AsyncLocal<LogRecorder?> s_current = new();

    private readonly List<LogRecord> _records = [];

    public LogRecorder() => s_current.Value = this;

    public IEnumerable<LogRecord> Warnings => _records.Where(record => record.Level == LogLevel.Warning);

    /// <summary>What the library told of itself, in this category or one below it.</summary>
    public IEnumerable<LogRecord> OfLibrary(string category = "Conditional.Bulk") =>
        _records.Where(record => record.Category.StartsWith(category, StringComparison.Ordinal));

    /// <summary>How many items were in each window, in order; those that were written by themselves count as windows of one.</summary>
    public IEnumerable<int> WindowSizes => OfLibrary()
        .Select(record => WindowOrItem().Match(record.Message))
        .Where(match => match.Success)
        .Select(match => match.Groups["count"] is { Success: true } count ? int.Parse(count.Value, CultureInfo.InvariantCulture) : 1);

    public void Configure(DbContextOptionsBuilder options) => options.UseLoggerFactory(s_factory);

    [GeneratedRegex(@"^(A window of (?<count>\d+) items from \d+ on is written|Item \d+ is written by itself)")]
    private static partial Regex WindowOrItem();

    private sealed class Provider : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(string category) : ILogger
    {
        private readonly LogLevel _lowest =
            category.StartsWith("Conditional.Bulk", StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _lowest && s_current.Value is not null;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) s_current.Value!._records.Add(new(logLevel, category, formatter(state, exception), exception));
        }
    }
}

public sealed record LogRecord(LogLevel Level, string Category, string Message, Exception? Exception);
