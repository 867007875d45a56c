using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Quickstart;

/// <summary>The database of a run: which one, and how to make it empty.</summary>
internal sealed class QuickstartDatabase
{
    private readonly Action<DbContextOptionsBuilder> _configure;

    private QuickstartDatabase(string place, Action<DbContextOptionsBuilder> configure) =>
        (Place, _configure) = (place, configure);

    /// <summary>Where the rows are, for the user.</summary>
    public string Place { get; }

    /// <summary>A new file in a new directory, which stays there to be looked at.</summary>
    /// <exception cref="QuickstartException">There is no place for temporary files.</exception>
    public static QuickstartDatabase NewSqliteFile()
    {
        try
        {
            var path = Path.Combine(Directory.CreateTempSubdirectory("conditional-bulk-quickstart-").FullName, "fragments.db");
            var connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString;
            return new($"SQLite, {path}", o => o.UseSqlite(connectionString, sqlite => sqlite.UseConditionalBulk()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QuickstartException($"temporary directory {Path.GetTempPath()}: {exception.Message}");
        }
    }

    /// <exception cref="QuickstartException">The connection string is not one.</exception>
    public static QuickstartDatabase PostgreSql(string connectionString)
    {
        try
        {
            var host = new NpgsqlConnectionStringBuilder(connectionString).Host
                ?? throw new QuickstartException("--postgres: the connection string names no host.");
            return new(
                $"PostgreSQL, host {host}, schema {ConfigDb.Schema}",
                o => o.UseNpgsql(connectionString, npgsql => npgsql.UseConditionalBulk()));
        }
        catch (ArgumentException exception)
        {
            throw new QuickstartException($"--postgres: {exception.Message}");
        }
    }

    public void Configure(DbContextOptionsBuilder options) => _configure(options);

    /// <summary>Creates the tables, after dropping those of an earlier run.</summary>
    public static async Task CreateTablesAsync(ConfigDb db)
    {
        if (db.Database.IsNpgsql())
        {
            // Without CASCADE, and the schema only once it is empty: what others put in it, or hung on it, is not ours to drop.
            await db.Database.ExecuteSqlRawAsync(
                $"""
                DROP TABLE IF EXISTS {ConfigDb.Schema}.fragments, {ConfigDb.Schema}.allow_list, {ConfigDb.Schema}.definitions;
                DROP SCHEMA IF EXISTS {ConfigDb.Schema};
                """);
        }
        else
        {
            await db.GetService<IRelationalDatabaseCreator>().CreateAsync();
        }

        await db.GetService<IRelationalDatabaseCreator>().CreateTablesAsync();
    }
}
