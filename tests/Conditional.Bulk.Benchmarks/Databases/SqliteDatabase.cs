using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.Benchmarks;

/// <summary>A SQLite file in the temporary directory, deleted at the end.</summary>
internal sealed class SqliteDatabase : BenchmarkDatabase
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"conditional-bulk-benchmarks-{Guid.NewGuid():N}.db");
    private SqliteTraceEndpoint? _counting;

    private SqliteDatabase() => Direct = new SqliteEndpoint($"Data Source={_path}");

    public override Endpoint Direct { get; }

    public override Endpoint Counting => Trace;

    public override IStatementCounter Counter => Trace;

    private SqliteTraceEndpoint Trace => _counting ??= new SqliteTraceEndpoint(Direct.ConnectionString);

    public static async Task<SqliteDatabase> CreateAsync(CancellationToken cancellationToken)
    {
        var database = new SqliteDatabase();
        await using var db = database.Direct.CreateDbContext();
        await db.Database.EnsureCreatedAsync(cancellationToken);
        return database;
    }

    public override Endpoint WithLatency(double milliseconds) => milliseconds == 0
        ? Direct
        : throw new ArgumentOutOfRangeException(nameof(milliseconds), milliseconds, "SQLite has no network.");

    public override Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        using var connection = new SqliteConnection(Direct.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 'SQLite ' || sqlite_version() || ', journal_mode=' || journal_mode FROM pragma_journal_mode";
        return Task.FromResult((string)command.ExecuteScalar()!);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_counting is not null) await _counting.DisposeAsync();
        await Direct.DisposeAsync();
        foreach (var suffix in new[] { "", "-wal", "-shm", "-journal" }) File.Delete(_path + suffix);
    }

    protected override async Task EmptyAsync(BenchmarkDb db, CancellationToken cancellationToken)
    {
        foreach (var delete in BenchmarkDb.WrittenTables.Select(table => $"DELETE FROM {table}"))
        {
            await db.Database.ExecuteSqlRawAsync(delete, cancellationToken);
        }
    }

    /// <summary>Else a run would pay for the checkpoint of the log that earlier runs have filled.</summary>
    protected override Task SettleAsync(BenchmarkDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
}
