using Conditional.Bulk.Contracts.Counts;

namespace Conditional.Bulk.Sqlite.Tests.Counts;

public sealed class SqliteMemoryInWindowsTests() : MemoryTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteMemoryItemByItemTests() : MemoryTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteStatementCountInWindowsTests()
    : StatementCountTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteStatementCountItemByItemTests()
    : StatementCountTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
