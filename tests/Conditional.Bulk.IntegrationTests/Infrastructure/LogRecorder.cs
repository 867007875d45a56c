using Microsoft.Extensions.Logging;

namespace Conditional.Bulk.IntegrationTests;

/// <summary>Records what contexts that are configured with it log as warnings, in the test that made it.</summary>
public sealed class LogRecorder
{
    // EF keeps services for each logger factory and refuses too many of them, so all recorders share one.
    private static readonly ILoggerFactory s_factory = LoggerFactory.Create(logging => logging.AddProvider(new Provider()));
    private static readonly AsyncLocal<LogRecorder?> s_current = new();

    private readonly List<LogRecord> _records = [];

    public LogRecorder() => s_current.Value = this;

    public IEnumerable<LogRecord> Warnings => _records.Where(record => record.Level == LogLevel.Warning);

    public void Configure(DbContextOptionsBuilder options) => options.UseLoggerFactory(s_factory);

    private sealed class Provider : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            s_current.Value?._records.Add(new LogRecord(logLevel, formatter(state, exception), exception));
    }
}

public sealed record LogRecord(LogLevel Level, string Message, Exception? Exception);
