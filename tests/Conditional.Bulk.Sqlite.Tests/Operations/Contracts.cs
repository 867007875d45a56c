using Conditional.Bulk.Contracts.Operations;

namespace Conditional.Bulk.Sqlite.Tests.Operations;

public sealed class SqliteIsolationInWindowsTests() : IsolationTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteIsolationItemByItemTests() : IsolationTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqlitePrivateContextInWindowsTests()
    : PrivateContextTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqlitePrivateContextItemByItemTests()
    : PrivateContextTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteReadOpsInWindowsTests() : ReadOpsTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteReadOpsItemByItemTests() : ReadOpsTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteRegistrationInWindowsTests() : RegistrationTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteRegistrationItemByItemTests()
    : RegistrationTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteRetryInWindowsTests() : RetryTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteRetryItemByItemTests() : RetryTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteTenancyInWindowsTests() : TenancyTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteTenancyItemByItemTests() : TenancyTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteWriteAsyncInWindowsTests() : WriteAsyncTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteWriteAsyncItemByItemTests() : WriteAsyncTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteFilterMemberInWindowsTests()
    : FilterMemberTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteFilterMemberItemByItemTests()
    : FilterMemberTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
