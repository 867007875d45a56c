using AppConfig.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.AppConfigTests;

public abstract class MigrationTests(AppFixture fixture, Type migrated) : ContractTests(fixture)
{
    [Fact]
    public async Task Model_AgainstItsMigrations_HasNoPendingChanges()
    {
        await using var scope = App.Services.CreateAsyncScope();
        var db = (AppConfigDb)scope.ServiceProvider.GetRequiredService(migrated);

        db.Database.HasPendingModelChanges().Should().BeFalse();
        (await db.Database.GetPendingMigrationsAsync()).Should().BeEmpty();
        (await db.Database.GetAppliedMigrationsAsync()).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("public", "x")]
    [InlineData("user", "")]
    public async Task Schema_ScopeIdDoesNotFitTheScopeType_IsRefusedByTheDatabase(string scopeType, string scopeId)
    {
        await OpenAsync(Name, scopeType);

        var insert = () => App.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO app_config_fragments (config_name, scope_type, scope_id, document) VALUES ({Name}, {scopeType}, {scopeId}, '1')"));

        (await insert.Should().ThrowAsync<System.Data.Common.DbException>()).WithMessage("*ck_app_config_fragments_scope_id*");
    }

    [Fact]
    public async Task Schema_FragmentWithoutGrant_IsRefusedByTheDatabase()
    {
        await OpenAsync(Name, "public");

        var insert = () => App.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO app_config_fragments (config_name, scope_type, scope_id, document) VALUES ({Name}, 'user', 'alice', '1')"));

        await insert.Should().ThrowAsync<System.Data.Common.DbException>();
    }
}

[Collection(SqliteCollection.Name)]
public sealed class SqliteMigrationTests(SqliteFixture fixture) : MigrationTests(fixture, typeof(SqliteDb));

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlMigrationTests(PostgreSqlFixture fixture) : MigrationTests(fixture, typeof(PostgreSqlDb));
