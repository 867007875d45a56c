using Conditional.Bulk.Contracts.CallerContext;

namespace Conditional.Bulk.Sqlite.Tests.CallerContext;

public sealed class SqliteGraphInWindowsTests() : GraphTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteGraphItemByItemTests() : GraphTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteResultInWindowsTests() : ResultTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteResultItemByItemTests() : ResultTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteTrackerInWindowsTests() : TrackerTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteTrackerItemByItemTests() : TrackerTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
