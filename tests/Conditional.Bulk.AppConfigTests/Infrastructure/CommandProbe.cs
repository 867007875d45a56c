using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>Records the commands that the application executes, and lets a test hold one up.</summary>
public sealed class CommandProbe : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> _executed = [];

    /// <summary>Awaited after each command, with its text; null holds up none.</summary>
    public Func<string, Task>? After { get; set; }

    public IReadOnlyCollection<string> Executed => _executed;

    public void Clear() => _executed.Clear();

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        await AfterAsync(command);
        return result;
    }

    public override async ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        await AfterAsync(command);
        return result;
    }

    public override async ValueTask<object?> ScalarExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        await AfterAsync(command);
        return result;
    }

    private Task AfterAsync(DbCommand command)
    {
        _executed.Enqueue(command.CommandText);
        return After?.Invoke(command.CommandText) ?? Task.CompletedTask;
    }
}
