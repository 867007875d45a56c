using Conditional.Bulk.Contracts.Transactions;

namespace Conditional.Bulk.Sqlite.Tests.Transactions;

public sealed class SqliteAmbientTransactionInWindowsTests()
    : AmbientTransactionTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteAmbientTransactionItemByItemTests()
    : AmbientTransactionTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteCancellationInWindowsTests() : CancellationTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteCancellationItemByItemTests()
    : CancellationTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteJoinedTransactionInWindowsTests()
    : JoinedTransactionTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteJoinedTransactionItemByItemTests()
    : JoinedTransactionTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteNestedVerbInWindowsTests() : NestedVerbTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteNestedVerbItemByItemTests() : NestedVerbTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteProgressInWindowsTests() : ProgressTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteProgressItemByItemTests() : ProgressTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
