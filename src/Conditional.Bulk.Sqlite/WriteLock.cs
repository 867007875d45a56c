using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using static SQLitePCL.raw;

namespace Conditional.Bulk.Sqlite;

/// <summary>
/// Takes the write lock in a transaction that has begun already, as BEGIN IMMEDIATE does at its begin: of the database and of each attached
/// one, since EF names tables without their schema.
/// </summary>
internal static class WriteLock
{
    public static async Task TakeAsync(DbContext context, CancellationToken cancellationToken)
    {
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        var helper = context.GetService<ISqlGenerationHelper>();
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = (SqliteTransaction)context.Database.CurrentTransaction!.GetDbTransaction();
            foreach (var schema in await SchemasAsync(command, cancellationToken).ConfigureAwait(false))
            {
                // Begins to write and then needs neither a table nor a page, unless the database is vacuumed incrementally: one free page is
                // given back then. Any other statement that begins to write depends on what is in the database.
                command.CommandText = $"PRAGMA {helper.DelimitIdentifier(schema)}.incremental_vacuum(1)";
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <returns>Not the temporary one, which no other connection sees, and none that can only be read.</returns>
    private static async Task<List<string>> SchemasAsync(SqliteCommand command, CancellationToken cancellationToken)
    {
        List<string> schemas = [];
        command.CommandText = "PRAGMA database_list";
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) schemas.Add(reader.GetString(1));
        }

        schemas.RemoveAll(schema => schema == "temp" || sqlite3_db_readonly(command.Connection!.Handle!, schema) == 1);
        return schemas;
    }
}
