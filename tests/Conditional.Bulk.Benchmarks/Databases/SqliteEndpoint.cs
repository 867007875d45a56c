using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.Benchmarks;

/// <summary>SQLite, each context with a connection of its own from the pool.</summary>
internal sealed class SqliteEndpoint(string connectionString) : Endpoint(connectionString)
{
    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    protected override void Configure(DbContextOptionsBuilder options, LibraryOptions? library) =>
        options.UseSqlite(ConnectionString, sqlite =>
        {
            if (library is not null) sqlite.UseConditionalBulk(library.Defaults);
        });
}
