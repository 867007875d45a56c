using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AppConfig.Data;

public static class DatabaseServices
{
    /// <summary>
    /// PostgreSQL if there is a connection string <c>AppConfig</c>; else the SQLite file of the setting <c>SqliteFile</c>.
    /// </summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.GetConnectionString("AppConfig") is { Length: > 0 } connectionString)
        {
            // A removal of an allow-list entry and a batch may deadlock; the strategy runs the one that PostgreSQL ends again.
            return services.AddDatabase<PostgreSqlDb>(
                options => options.UseNpgsql(connectionString, npgsql => npgsql.EnableRetryOnFailure().UseConditionalBulk()));
        }

        var sqlite = new SqliteConnectionStringBuilder { DataSource = configuration["SqliteFile"] ?? "appconfig.db" };
        return services.AddDatabase<SqliteDb>(
            options => options.UseSqlite(sqlite.ConnectionString, sqlite => sqlite.UseConditionalBulk()));
    }

    private static IServiceCollection AddDatabase<TMigrated>(
        this IServiceCollection services, Action<DbContextOptionsBuilder> configure) where TMigrated : AppConfigDb => services
        .AddDbContext<AppConfigDb>(configure)
        .AddDbContext<TMigrated>(configure)
        .AddConditionalBulk<AppConfigDb>()
        .AddHostedService<MigrateAtStart<TMigrated>>();

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
