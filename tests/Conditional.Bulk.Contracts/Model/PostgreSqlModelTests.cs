using System.Data.Common;
using Npgsql;
using Xunit.Abstractions;

namespace Conditional.Bulk.Contracts.Model;

[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public sealed class PostgreSqlModelTests(PostgreSqlTestProvider provider, ITestOutputHelper output)
    : ModelTests(provider, EngineUnderTest.PostgreSql, Batches, output)
{
    private const int Batches = 10_000;

    protected override async Task<DbConnection> OpenConnectionAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    protected override void Configure(DbContextOptionsBuilder options, DbConnection connection, EngineUnderTest engine) =>
        options.UseNpgsql(connection, npgsql => npgsql.UseConditionalBulk(engine.Defaults, engine.Npgsql));
}
