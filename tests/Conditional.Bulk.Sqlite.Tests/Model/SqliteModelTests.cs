using System.Data.Common;
using Conditional.Bulk.Contracts.Model;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Conditional.Bulk.Sqlite.Tests.Model;

public sealed class SqliteModelTests(ITestOutputHelper output)
    : ModelTests(SqliteTestProvider.Instance, s_engines, Batches, output)
{
    private const int Batches = 600;

    /// <summary>The first two run every case; the others are compared with the first.</summary>
    private static readonly IReadOnlyList<EngineSetting> s_engines =
    [
        EngineSetting.ItemByItem,
        EngineSetting.InWindows,
        EngineSetting.InWindowsOfTwo,
        new("in windows of 3, 2 items per savepoint") { Defaults = new() { ItemsPerWindow = 3, ItemsPerSavepoint = 2 } },
        new("in windows despite interceptors") { Defaults = new() { WindowsDespiteInterceptors = true } },
    ];

    protected override async Task<DbConnection> OpenConnectionAsync(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    protected override void Configure(DbContextOptionsBuilder options, DbConnection connection, EngineSetting engine) =>
        options.UseSqlite(connection, sqlite => sqlite.UseConditionalBulk(engine.Defaults));
}
