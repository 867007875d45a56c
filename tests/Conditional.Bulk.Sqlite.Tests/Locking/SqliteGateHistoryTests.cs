using Conditional.Bulk.Contracts.Locking;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Conditional.Bulk.Sqlite.Tests.Locking;

public abstract class SqliteGateHistoryTests(EngineSetting engine, ITestOutputHelper output)
    : GateHistoryTests(SqliteTestProvider.Instance, engine, output)
{
    protected override void BePatient(DbContextOptionsBuilder options) => options.UseSqlite(
        new SqliteConnectionStringBuilder(Database.ConnectionString) { DefaultTimeout = 120 }.ConnectionString,
        sqlite => sqlite.UseConditionalBulk(Engine.Defaults));
}

public sealed class SqliteGateHistoryInWindowsTests(ITestOutputHelper output)
    : SqliteGateHistoryTests(EngineSetting.InWindows, output);

public sealed class SqliteGateHistoryItemByItemTests(ITestOutputHelper output)
    : SqliteGateHistoryTests(EngineSetting.ItemByItem, output);
