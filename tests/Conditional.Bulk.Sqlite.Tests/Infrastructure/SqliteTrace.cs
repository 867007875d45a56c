using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Conditional.Bulk.Sqlite.Tests;

/// <summary>An open SQLite connection, traced by the database itself, so nothing escapes it.</summary>
internal sealed class SqliteTrace : StatementLog
{
    private readonly SqliteConnection _connection;
    private readonly List<string> _statements = [];

    public SqliteTrace(string connectionString)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        _connection.Open();
        raw.sqlite3_trace(_connection.Handle, (_, sql) => _statements.Add(sql), null);
    }

    public override IReadOnlyList<IReadOnlyList<string>> RoundTrips => [.. _statements.Select(sql => (string[])[sql])];

    public override void Configure(DbContextOptionsBuilder options) =>
        options.UseSqlite(_connection, sqlite => sqlite.UseConditionalBulk(EngineSetting.ItemByItem.Defaults));

    public override void Clear() => _statements.Clear();

    public override ValueTask DisposeAsync() => _connection.DisposeAsync();
}
