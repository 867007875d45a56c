using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests;

/// <summary>Looks at a session of the PostgreSQL server from another one.</summary>
internal static class PostgreSqlBackend
{
    /// <summary>Waits until a condition on the session's row of <c>pg_stat_activity</c> holds. Never returns before.</summary>
    public static Task WaitUntilAsync(TestDatabase database, int processId, string condition) =>
        WaitUntilAsync(database, $"pid = {processId} AND {condition}");

    /// <summary>Waits until so many sessions of the test's database wait for a lock.</summary>
    public static Task WaitUntilBlockedAsync(TestDatabase database, int sessions = 1) =>
        WaitUntilAsync(database, "datname = current_database() AND wait_event_type = 'Lock'", sessions);

    /// <summary>Ends the session as an administrator would, and returns once it has gone.</summary>
    public static async Task TerminateAsync(TestDatabase database, int processId)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT pg_terminate_backend({processId}, 30000)", connection);
        if (await command.ExecuteScalarAsync() is not true) throw new InvalidOperationException($"Session {processId} is still there.");
    }

    private static async Task WaitUntilAsync(TestDatabase database, string condition, int sessions = 1)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var command = new NpgsqlCommand(
            $"SELECT count(*) >= {sessions} FROM pg_stat_activity WHERE {condition}", connection);
        while (!(bool)(await command.ExecuteScalarAsync(giveUp.Token))!) await Task.Delay(5, giveUp.Token);
    }
}
