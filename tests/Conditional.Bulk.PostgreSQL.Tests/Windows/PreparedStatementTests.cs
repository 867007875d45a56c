using Conditional.Bulk.Contracts.Windows;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

/// <summary>Statements that write a window are prepared on the server where the host asks for it, once for each connection.</summary>
[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public sealed class PreparedStatementTests(PostgreSqlTestProvider provider) : ArchiveTests(provider)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BulkCreate_PrepareStatements_TheServerHasTheInsert(bool prepares)
    {
        await using var connection = await OpenAsync();
        var ops = NewWatchedOps(options => Configure(options, connection, prepares));
        await SeedMemosAsync("taken");

        var first = await ops.BulkCreatePartialAsync([New("a"), New("taken"), New("b"), New("c")], InWindows);
        var prepared = await PreparedInsertsAsync(connection);
        var second = await ops.BulkCreatePartialAsync([New("d"), New("a"), New("e")], InWindows);

        first.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        second.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await RowsAsync<Memo>()).Where(memo => memo.Text != "taken").OrderBy(memo => memo.Id)
            .Should().BeEquivalentTo([.. first.Succeeded, .. second.Succeeded], options => options.WithStrictOrdering());
        prepared.Should().HaveCount(prepares ? 1 : 0);
        (await PreparedInsertsAsync(connection)).Should().Equal(prepared, "it is prepared once");
        Windows.Should().Equal(4, 3);
    }

    [Fact]
    public async Task BulkUpdateAndPurge_PrepareStatements_SameResults()
    {
        await using var connection = await OpenAsync();
        await SeedMemosAsync("a", "b", "c");
        var ops = NewOps(options => Configure(options, connection, prepares: true));

        var updated = await ops.BulkUpdatePartialAsync([Rename(1, "x"), Rename(2, "x"), Rename(3, "z")], InWindows);
        var purged = await ops.BulkPurgePartialAsync<Memo>([new(1), new(4), new(3)], InWindows);

        updated.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        purged.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        (await MemosAsync()).Should().Equal("b");
    }

    private static void Configure(DbContextOptionsBuilder options, NpgsqlConnection connection, bool prepares) => options.UseNpgsql(
        connection, npgsql => npgsql.UseConditionalBulk(npgsqlOptions: new NpgsqlBulkOptions { PrepareStatements = prepares }));

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<List<(string Name, DateTime PreparedAt)>> PreparedInsertsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """SELECT name, prepare_time FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO "Memo"%' ORDER BY name""", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var prepared = new List<(string, DateTime)>();
        while (await reader.ReadAsync()) prepared.Add((reader.GetString(0), reader.GetDateTime(1)));
        return prepared;
    }
}
