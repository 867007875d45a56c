using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace AppConfig.Data;

public static class DatabaseServices
{
    /// <summary>
    /// PostgreSQL if there is a connection string <c>AppConfig</c>; else the SQLite file of the setting <c>SqliteFile</c>.
    /// </summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        if (PostgreSql(configuration) is { } connectionString)
        {
            // Batches that write the same fragments in opposite orders deadlock; the one that PostgreSQL ends is run again.
            return services.AddDatabase<PostgreSqlDb>(
                options => options.UseNpgsql(connectionString, npgsql => npgsql.EnableRetryOnFailure().UseConditionalBulk()));
        }

        var file = new SqliteConnectionStringBuilder { DataSource = SqliteFile(configuration) };
        return services.AddDatabase<SqliteDb>(
            options => options.UseSqlite(file.ConnectionString, sqlite => sqlite.UseConditionalBulk()));
    }

    /// <summary>Where the rows are, for the user.</summary>
    public static string PlaceOf(IConfiguration configuration) => PostgreSql(configuration) is { } connectionString
        ? $"PostgreSQL, host {new NpgsqlConnectionStringBuilder(connectionString).Host}"
        : $"SQLite, {Path.GetFullPath(SqliteFile(configuration))}";

    private static string? PostgreSql(IConfiguration configuration) =>
        configuration.GetConnectionString("AppConfig") is { Length: > 0 } connectionString ? connectionString : null;

    private static string SqliteFile(IConfiguration configuration) => configuration["SqliteFile"] ?? "appconfig.db";

    private static IServiceCollection AddDatabase<TMigrated>(
        this IServiceCollection services, Action<DbContextOptionsBuilder> configure) where TMigrated : AppConfigDb => services
        .AddDbContext<AppConfigDb>(options => configure(options.ConfigureWarnings(LogFailedCommandsAsDebug)))
        .AddDbContext<TMigrated>(options => configure(options.ConfigureWarnings(LogFailedCommandsAsDebug)))
        .AddConditionalBulk<AppConfigDb>()
        .AddHostedService<MigrateAtStart<TMigrated>>();

    // EF logs these as errors, with stack traces. Here they are results of items or become exceptions; or a new database has no
    // table of migrations yet.
    private static void LogFailedCommandsAsDebug(WarningsConfigurationBuilder warnings) => warnings.Log(
        (CoreEventId.SaveChangesFailed, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug));

    private sealed class MigrateAtStart<TMigrated>(IServiceScopeFactory scopes) : IHostedService where TMigrated : AppConfigDb
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<TMigrated>().Database.MigrateAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
