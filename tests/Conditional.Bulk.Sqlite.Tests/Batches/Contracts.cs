using Conditional.Bulk.Contracts.Batches;

namespace Conditional.Bulk.Sqlite.Tests.Batches;

public sealed class SqliteMixedBatchInWindowsTests() : MixedBatchTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteMixedBatchItemByItemTests() : MixedBatchTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteWriteActionInWindowsTests() : WriteActionTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteWriteActionItemByItemTests() : WriteActionTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteDependentWritesInWindowsTests() : DependentWritesTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteDependentWritesItemByItemTests() : DependentWritesTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteMixedWindowTests() : MixedWindowTests(SqliteTestProvider.Instance);

public sealed class SqliteMaxFailuresInWindowsTests() : MaxFailuresTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteMaxFailuresItemByItemTests() : MaxFailuresTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteMissingRowInWindowsTests() : MissingRowTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteMissingRowItemByItemTests() : MissingRowTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
