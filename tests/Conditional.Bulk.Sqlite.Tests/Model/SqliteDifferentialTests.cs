using System.Data.Common;
using Conditional.Bulk.Contracts.Model.Differential;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Conditional.Bulk.Sqlite.Tests.Model;

public sealed class SqliteDifferentialTests(ITestOutputHelper output) : DifferentialTests(SqliteTestProvider.Instance, Cases, output)
{
    private const int Cases = 60;

    protected override string Reset { get; } = """
        PRAGMA foreign_keys = OFF;
        DELETE FROM "Transfers"; DELETE FROM "Accounts"; DELETE FROM "Cards"; DELETE FROM "People"; DELETE FROM "Teams"; DELETE FROM "Flags";
        DELETE FROM "Audits"; DELETE FROM sqlite_sequence;
        INSERT INTO sqlite_sequence (name, seq) VALUES ('People', 100), ('Teams', 100), ('Audits', 100);
        PRAGMA foreign_keys = ON;
        """;

    protected override async Task<DbConnection> OpenConnectionAsync(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    protected override void Configure(DbContextOptionsBuilder options, DbConnection connection, EngineSetting setting) =>
        options.UseSqlite(connection, sqlite => sqlite.UseConditionalBulk());
}
