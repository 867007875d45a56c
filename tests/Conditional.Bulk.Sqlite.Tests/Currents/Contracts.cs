using Conditional.Bulk.Contracts.Currents;

namespace Conditional.Bulk.Sqlite.Tests.Currents;

public sealed class SqliteUniqueCurrentInWindowsTests() : UniqueCurrentTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteUniqueCurrentItemByItemTests() : UniqueCurrentTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteCurrentInPlaceInWindowsTests() : CurrentInPlaceTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteCurrentInPlaceItemByItemTests() : CurrentInPlaceTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteRefusedCurrentInWindowsTests() : RefusedCurrentTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteRefusedCurrentItemByItemTests() : RefusedCurrentTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
