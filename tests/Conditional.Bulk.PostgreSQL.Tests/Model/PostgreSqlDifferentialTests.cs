using System.Data.Common;
using Conditional.Bulk.Contracts.Model.Differential;
using Npgsql;
using Xunit.Abstractions;

namespace Conditional.Bulk.PostgreSQL.Tests.Model;

[Collection(PostgreSqlModelCollection.Name), Trait("Session", "direct")]
public sealed class PostgreSqlDifferentialTests(PostgreSqlTestProvider provider, ITestOutputHelper output)
    : DifferentialTests(provider, Cases, output)
{
    private const int Cases = 60;

    protected override string Reset { get; } = """
        DELETE FROM "Transfers"; DELETE FROM "Accounts"; DELETE FROM "Cards"; UPDATE "Teams" SET "LeaderId" = NULL;
        UPDATE "People" SET "MentorId" = NULL; DELETE FROM "People"; DELETE FROM "Teams"; DELETE FROM "Flags"; DELETE FROM "Audits";
        ALTER SEQUENCE "People_Id_seq" RESTART WITH 101; ALTER SEQUENCE "Teams_Id_seq" RESTART WITH 101;
        ALTER SEQUENCE "Audits_Id_seq" RESTART WITH 101;
        """;

    protected override async Task<DbConnection> OpenConnectionAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    protected override void Configure(DbContextOptionsBuilder options, DbConnection connection, EngineSetting setting) =>
        options.UseNpgsql(connection, npgsql => npgsql.UseConditionalBulk(null, PostgreSqlEngineSetting.Of(setting)));
}
