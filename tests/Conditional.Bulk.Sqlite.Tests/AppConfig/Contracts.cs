using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.Sqlite.Tests.AppConfig;

public sealed class SqliteOriginalScenarioInWindowsTests()
    : OriginalScenarioTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteOriginalScenarioItemByItemTests()
    : OriginalScenarioTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
