using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Import.Data;

/// <summary>The database of an import.</summary>
public sealed class ImportDatabase
{
    private readonly Action<DbContextOptionsBuilder> _configure;

    private ImportDatabase(string place, Action<DbContextOptionsBuilder> configure) => (Place, _configure) = (place, configure);

    /// <summary>Where the rows are, for the user.</summary>
    public string Place { get; }

    /// <summary>A file, which is made if it is not there.</summary>
    public static ImportDatabase Sqlite(string path)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString;
        return new($"SQLite, {path}", options => options.UseSqlite(connectionString, sqlite => sqlite.UseConditionalBulk()));
    }

    /// <exception cref="ImportException">The connection string is not one.</exception>
    public static ImportDatabase PostgreSql(string connectionString)
    {
        try
        {
            var host = new NpgsqlConnectionStringBuilder(connectionString).Host ?? throw new ImportException("--postgres: no host.");
            return new(
                $"PostgreSQL, host {host}, schema {ImportDb.Schema}",
                options => options.UseNpgsql(connectionString, npgsql => npgsql.UseConditionalBulk()));
        }
        catch (ArgumentException exception)
        {
            throw new ImportException($"--postgres: {exception.Message}", exception);
        }
    }

    /// <summary>The services of an import into this database.</summary>
    public ServiceProvider BuildServices()
    {
        var services = new ServiceCollection();
        services.AddDbContext<ImportDb>(_configure);
        services.AddConditionalBulk<ImportDb>();
        services.AddScoped<ImportRuns>();
        services.AddScoped<ProductImport>();
        return services.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>Creates the tables if they are not there. An application has migrations for that.</summary>
    public static async Task EnsureTablesAsync(ImportDb db, CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
        {
            await db.Database.EnsureCreatedAsync(cancellationToken);
        }
        else if (!await HasTablesAsync(db, cancellationToken))
        {
            // The database may have tables of others.
            await db.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(cancellationToken);
        }
    }

    private static Task<bool> HasTablesAsync(ImportDb db, CancellationToken cancellationToken)
    {
        var table = $"{ImportDb.Schema}.products";
        return db.Database.SqlQuery<bool>($"""SELECT to_regclass({table}) IS NOT NULL AS "Value" """).SingleAsync(cancellationToken);
    }
}
