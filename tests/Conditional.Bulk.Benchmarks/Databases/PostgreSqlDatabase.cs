using Conditional.Bulk.PostgreSQL.Tests;
using Npgsql;

namespace Conditional.Bulk.Benchmarks;

/// <summary>A database on the PostgreSQL server that the tests would use, dropped at the end.</summary>
internal sealed class PostgreSqlDatabase : BenchmarkDatabase
{
    private readonly PostgreSqlServer _server;
    private readonly Dictionary<double, Endpoint> _delayed = [];

    private PostgreSqlDatabase(PostgreSqlServer server)
    {
        _server = server;
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Database = $"conditional_bulk_benchmarks_{Guid.NewGuid():N}",
            // A statement for a million rows takes as long as it takes.
            CommandTimeout = 0,
        }.ConnectionString;
        Direct = new PostgreSqlEndpoint(connectionString);
        var counter = new LatencyProxy(connectionString, TimeSpan.Zero);
        (Counting, Counter) = (new PostgreSqlEndpoint(counter), counter);
    }

    public override Endpoint Direct { get; }

    public override Endpoint Counting { get; }

    public override IStatementCounter Counter { get; }

    public static async Task<PostgreSqlDatabase> CreateAsync(CancellationToken cancellationToken)
    {
        var server = await PostgreSqlServer.StartAsync();
        var database = new PostgreSqlDatabase(server);
        try
        {
            await using var db = database.Direct.CreateDbContext();
            await db.Database.EnsureCreatedAsync(cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public override Endpoint WithLatency(double milliseconds)
    {
        if (milliseconds == 0) return Direct;
        if (!_delayed.TryGetValue(milliseconds, out var endpoint))
        {
            endpoint = new PostgreSqlEndpoint(new LatencyProxy(Direct.ConnectionString, TimeSpan.FromMilliseconds(milliseconds)));
            _delayed.Add(milliseconds, endpoint);
        }

        return endpoint;
    }

    public override async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Direct.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync=' || current_setting('fsync')
                || ', synchronous_commit=' || current_setting('synchronous_commit')
            """,
            connection);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The next ids, which only a checkpoint shows. Asking takes none.</summary>
    public override async Task<ServerIds?> ReadIdsAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Direct.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using (var checkpoint = new NpgsqlCommand("CHECKPOINT", connection))
        {
            await checkpoint.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = new NpgsqlCommand(
            """
            SELECT split_part(next_xid, ':', 1)::bigint << 32 | split_part(next_xid, ':', 2)::bigint,
                next_multixact_id::text::bigint
            FROM pg_control_checkpoint()
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var endpoint in _delayed.Values.Append(Counting)) await endpoint.DisposeAsync();
        await using (var db = Direct.CreateDbContext()) await db.Database.EnsureDeletedAsync();
        await Direct.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override Task EmptyAsync(BenchmarkDb db, CancellationToken cancellationToken)
    {
        var truncate = $"TRUNCATE {string.Join(", ", BenchmarkDb.WrittenTables)}";
        return db.Database.ExecuteSqlRawAsync(truncate, cancellationToken);
    }

    /// <summary>Else plans would depend on whether autovacuum has been here.</summary>
    protected override Task SettleAsync(BenchmarkDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync("ANALYZE", cancellationToken);
}
