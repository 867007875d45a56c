using Conditional.Bulk.Contracts.Streams;

namespace Conditional.Bulk.Sqlite.Tests.Streams;

public sealed class SqliteStreamCommitInWindowsTests() : StreamCommitTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteStreamCommitItemByItemTests() : StreamCommitTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteStreamSourceInWindowsTests() : StreamSourceTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteStreamSourceItemByItemTests() : StreamSourceTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteStreamCancellationInWindowsTests() : StreamCancellationTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteStreamCancellationItemByItemTests() : StreamCancellationTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteStreamLimitInWindowsTests() : StreamLimitTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteStreamLimitItemByItemTests() : StreamLimitTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteStreamRetryInWindowsTests() : StreamRetryTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteStreamRetryItemByItemTests() : StreamRetryTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteStreamProgressInWindowsTests() : StreamProgressTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteStreamProgressItemByItemTests() : StreamProgressTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteStreamMemoryInWindowsTests() : StreamMemoryTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteStreamMemoryItemByItemTests() : StreamMemoryTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
