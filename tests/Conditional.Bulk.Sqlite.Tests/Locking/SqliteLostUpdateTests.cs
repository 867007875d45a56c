using Conditional.Bulk.Contracts.Locking;
using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.Sqlite.Tests.Locking;

public abstract class SqliteLostUpdateTests(EngineSetting engine) : LostUpdateTests(SqliteTestProvider.Instance, engine)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var context = NewContext();
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
    }

    protected override void BePatient(DbContextOptionsBuilder options) => options.UseSqlite(
        new SqliteConnectionStringBuilder(Database.ConnectionString) { DefaultTimeout = 120 }.ConnectionString,
        sqlite => sqlite.UseConditionalBulk(Engine.Defaults));
}

public sealed class SqliteLostUpdateInWindowsTests() : SqliteLostUpdateTests(EngineSetting.InWindows);

public sealed class SqliteLostUpdateItemByItemTests() : SqliteLostUpdateTests(EngineSetting.ItemByItem);
