using Conditional.Bulk.Contracts.Faults;

namespace Conditional.Bulk.Sqlite.Tests.Faults;

public sealed class SqliteHonestCommitInWindowsTests() : HonestCommitTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteHonestCommitItemByItemTests()
    : HonestCommitTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
