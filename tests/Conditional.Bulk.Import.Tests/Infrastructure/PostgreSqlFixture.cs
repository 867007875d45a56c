using Conditional.Bulk.PostgreSQL.Tests;
using Import.Data;
using Npgsql;

namespace Conditional.Bulk.Import.Tests;

/// <summary>Without a server its tests fail.</summary>
public sealed class PostgreSqlFixture : ImportFixture
{
    private readonly List<string> _databases = [];
    private PostgreSqlServer? _server;

    public override async Task InitializeAsync() => _server = await PostgreSqlServer.StartAsync();

    public override async Task<ImportTarget> CreateDatabaseAsync()
    {
        var name = $"conditional_bulk_import_{Guid.NewGuid():N}";
        _databases.Add(name);
        await ExecuteAsync($"CREATE DATABASE {name}");
        var connectionString = new NpgsqlConnectionStringBuilder(_server!.ConnectionString) { Database = name }.ConnectionString;
        return new ImportTarget(ImportDatabase.PostgreSql(connectionString), ["--postgres", connectionString]);
    }

    public override async Task DisposeAsync()
    {
        // xunit disposes a fixture that could not start, too; the reason that the tests see is the one that counts.
        if (_server is not null)
        {
            foreach (var database in _databases) await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
            await _server.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server!.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class PostgreSqlCollection : ICollectionFixture<PostgreSqlFixture>
{
    public const string Name = "PostgreSQL";
}
