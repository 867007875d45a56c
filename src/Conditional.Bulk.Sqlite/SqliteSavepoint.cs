using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Conditional.Bulk.Sqlite;

/// <summary>
/// A savepoint that is set for each item. Its statements are prepared once and stepped directly: as commands they take longer than the
/// database does.
/// </summary>
internal sealed class SqliteSavepoint(SqliteConnection connection, string name) : IDisposable
{
    private readonly sqlite3 _database = connection.Handle!;
    private readonly sqlite3_stmt _set = Prepare(connection.Handle!, $"SAVEPOINT {name}");
    private readonly sqlite3_stmt _release = Prepare(connection.Handle!, $"RELEASE {name}");
    private readonly sqlite3_stmt _rollback = Prepare(connection.Handle!, $"ROLLBACK TO {name}");

    /// <exception cref="SqliteException">The transaction is gone.</exception>
    public void Set() => Step(_set);

    /// <summary>Keeps what was done since.</summary>
    /// <exception cref="SqliteException">The savepoint is gone, and the transaction with it.</exception>
    public void Release() => Step(_release);

    /// <summary>Undoes what was done since, and removes the savepoint.</summary>
    /// <exception cref="SqliteException">The savepoint is gone, and the transaction with it.</exception>
    public void Rollback()
    {
        Step(_rollback);
        Step(_release);
    }

    public void Dispose()
    {
        _set.Dispose();
        _release.Dispose();
        _rollback.Dispose();
    }

    private void Step(sqlite3_stmt statement)
    {
        var result = sqlite3_step(statement);
        sqlite3_reset(statement);
        if (result != SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, _database);
    }

    private static sqlite3_stmt Prepare(sqlite3 database, string sql)
    {
        SqliteException.ThrowExceptionForRC(sqlite3_prepare_v2(database, sql, out var statement), database);
        return statement;
    }
}
