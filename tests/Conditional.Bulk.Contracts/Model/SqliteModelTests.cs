using System.Data.Common;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Conditional.Bulk.Contracts.Model;

public sealed class SqliteModelTests(ITestOutputHelper output)
    : ModelTests(SqliteTestProvider.Instance, EngineUnderTest.Sqlite, Batches, output)
{
    private const int Batches = 2_000;

    protected override async Task<DbConnection> OpenConnectionAsync(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    protected override void Configure(DbContextOptionsBuilder options, DbConnection connection, EngineUnderTest engine) =>
        options.UseSqlite(connection, sqlite => sqlite.UseConditionalBulk(engine.Defaults));
}
