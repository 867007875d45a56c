using System.Diagnostics;
using Conditional.Bulk.Contracts.Locking;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

public enum Ending
{
    Commit,
    Rollback,
}

/// <summary>
/// Another session of the PostgreSQL server, driven statement by statement. It is found by its application name, which a connection
/// pooler passes on, unlike the process id.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private static readonly TimeSpan s_pollingInterval = TimeSpan.FromMilliseconds(10);

    private readonly string _name = $"session {Guid.NewGuid():N}";
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlConnection _observer;

    private Session(string connectionString)
    {
        _connection = new(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = _name, Pooling = false }.ConnectionString);
        _observer = new(connectionString);
    }

    public static async Task<Session> OpenAsync(TestDatabase database)
    {
        var session = new Session(database.ConnectionString);
        await session._connection.OpenAsync();
        await session._observer.OpenAsync();
        return session;
    }

    /// <returns>The number of rows affected.</returns>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return await command.ExecuteNonQueryAsync();
    }

    public Task BeginAsync() => ExecuteAsync("BEGIN");

    public Task EndAsync(Ending ending) => ExecuteAsync(ending.ToString());

    /// <summary>Whether each row of the table can be locked without waiting for another session.</summary>
    /// <param name="table">The table as SQL writes it, with a WHERE clause if it is about some rows only.</param>
    /// <param name="strength">NO KEY UPDATE is what an UPDATE takes, UPDATE what a DELETE takes.</param>
    public async Task<bool> CanLockAsync(string table, string strength = "NO KEY UPDATE")
    {
        await using var command = new NpgsqlCommand($"SELECT 1 FROM {table} FOR {strength} NOWAIT", _connection);
        try
        {
            (await command.ExecuteScalarAsync()).Should().NotBeNull($"{table} has the row that the test is about");
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    /// <summary>Waits until this session's statement waits for a lock that another session holds.</summary>
    public Task UntilItWaitsAsync(Task statement) =>
        UntilAsync("application_name = $1 AND cardinality(pg_blocking_pids(pid)) > 0", statement);

    /// <summary>Waits until another session waits for a lock that this one holds.</summary>
    public Task UntilWaitedForAsync(Task waiter) =>
        UntilAsync("pg_blocking_pids(pid) && ARRAY(SELECT pid FROM pg_stat_activity WHERE application_name = $1)", waiter);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _observer.DisposeAsync();
    }

    private async Task UntilAsync(string condition, Task blocked)
    {
        for (var started = Stopwatch.StartNew(); started.Elapsed < Pause.Patience; await Task.Delay(s_pollingInterval))
        {
            // Asked in this order: what has ended is not waiting, whatever was seen before.
            await using var command = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE {condition})", _observer)
            {
                Parameters = { new() { Value = _name } },
            };
            if (await command.ExecuteScalarAsync() is true) return;

            if (blocked.IsCompleted)
            {
                await blocked;
                throw new InvalidOperationException("It ended, and did not have to wait for a lock.");
            }
        }

        throw new TimeoutException("No lock was waited for.");
    }
}
