using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Conditional.Bulk.Benchmarks;

/// <summary>SQLite, on one open connection that the database itself traces, so that nothing escapes the count.</summary>
internal sealed class SqliteTraceEndpoint : Endpoint, IStatementCounter
{
    private readonly SqliteConnection _connection;
    private int _savepoints;

    public SqliteTraceEndpoint(string connectionString) : base(connectionString)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        _connection.Open();
        raw.sqlite3_trace(_connection.Handle, (_, sql) => Count(sql), null);
    }

    public StatementCounts Counts => new(RoundTrips: null, _savepoints);

    public void Clear() => _savepoints = 0;

    public override ValueTask DisposeAsync() => _connection.DisposeAsync();

    protected override void Configure(DbContextOptionsBuilder options, LibraryOptions? library) =>
        options.UseSqlite(_connection, sqlite =>
        {
            if (library is not null) sqlite.UseConditionalBulk(library.Defaults);
        });

    private void Count(string sql)
    {
        if (sql.AsSpan().TrimStart().StartsWith("SAVEPOINT", StringComparison.OrdinalIgnoreCase)) _savepoints++;
    }
}
