using System.Data.Common;
using Conditional.Bulk.Contracts.Model;
using Npgsql;
using Xunit.Abstractions;

namespace Conditional.Bulk.PostgreSQL.Tests.Model;

[Collection(PostgreSqlModelCollection.Name), Trait("Session", "direct")]
public sealed class PostgreSqlModelTests(PostgreSqlTestProvider provider, ITestOutputHelper output)
    : ModelTests(provider, s_engines, Batches, output)
{
    private const int Batches = 1_000;

    /// <summary>The first two run every case; the others are compared with the first.</summary>
    private static readonly IReadOnlyList<EngineSetting> s_engines =
    [
        EngineSetting.ItemByItem,
        EngineSetting.InWindows,
        EngineSetting.InWindowsOfTwo,
        new("in windows of 3, 2 items per savepoint") { Defaults = new() { ItemsPerWindow = 3, ItemsPerSavepoint = 2 } },
        new("in windows of 7, 3 items per savepoint") { Defaults = new() { ItemsPerWindow = 7, ItemsPerSavepoint = 3 } },
        new("in windows, 64 items per savepoint") { Defaults = new() { ItemsPerSavepoint = 64 } },
        new PostgreSqlEngineSetting("in windows, prepared") { Npgsql = new() { PrepareStatements = true } },
        new PostgreSqlEngineSetting("in windows, prepared, 64 items per savepoint")
        {
            Defaults = new() { ItemsPerSavepoint = 64 }, Npgsql = new() { PrepareStatements = true },
        },
        new("in windows despite interceptors") { Defaults = new() { WindowsDespiteInterceptors = true } },
        new PostgreSqlEngineSetting("deferred constraints checked") { Npgsql = new() { CheckDeferredConstraints = true } },
    ];

    protected override async Task<DbConnection> OpenConnectionAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    protected override void Configure(DbContextOptionsBuilder options, DbConnection connection, EngineSetting engine) =>
        options.UseNpgsql(connection, npgsql => npgsql.UseConditionalBulk(engine.Defaults, PostgreSqlEngineSetting.Of(engine)));
}
