using Conditional.Bulk.Contracts.Checks;

namespace Conditional.Bulk.Sqlite.Tests.Checks;

public sealed class SqliteIntegrityCheckInWindowsTests()
    : IntegrityCheckTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteIntegrityCheckItemByItemTests()
    : IntegrityCheckTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqlitePropertyCheckInWindowsTests() : PropertyCheckTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqlitePropertyCheckItemByItemTests() : PropertyCheckTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
