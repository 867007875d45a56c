using Conditional.Bulk.Contracts.Locking;

namespace Conditional.Bulk.Sqlite.Tests.Locking;

public sealed class SqliteGateLogInWindowsTests() : GateLogTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteGateLogItemByItemTests() : GateLogTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
