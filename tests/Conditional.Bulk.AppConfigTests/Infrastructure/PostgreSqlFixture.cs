using Conditional.Bulk.PostgreSQL.Tests;
using Npgsql;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>The sample on PostgreSQL. Without a server its tests fail.</summary>
public sealed class PostgreSqlFixture : AppFixture
{
    private readonly List<string> _databases = [];
    private PostgreSqlServer? _server;

    public override async Task InitializeAsync()
    {
        _server = await PostgreSqlServer.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        // xunit disposes a fixture that could not start, too; the reason that the tests see is the one that counts.
        if (_server is null) return;

        await base.DisposeAsync();
        foreach (var database in _databases) await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        await _server.DisposeAsync();
    }

    public override async Task<IReadOnlyDictionary<string, string>> CreateDatabaseAsync()
    {
        var name = $"conditional_bulk_appconfig_{Guid.NewGuid():N}";
        _databases.Add(name);
        await ExecuteAsync($"CREATE DATABASE {name}");
        var connectionString = new NpgsqlConnectionStringBuilder(_server!.ConnectionString) { Database = name }.ConnectionString;
        return new Dictionary<string, string> { ["ConnectionStrings:AppConfig"] = connectionString };
    }

    public override async Task WaitUntilBlockedAsync()
    {
        await using var connection = await OpenAsync();
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var command = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = '{_databases[0]}' AND wait_event_type = 'Lock')", connection);
        while (!(bool)(await command.ExecuteScalarAsync(giveUp.Token))!) await Task.Delay(5, giveUp.Token);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(_server!.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}

[CollectionDefinition(Name)]
public sealed class PostgreSqlCollection : ICollectionFixture<PostgreSqlFixture>
{
    public const string Name = "PostgreSQL";
}
