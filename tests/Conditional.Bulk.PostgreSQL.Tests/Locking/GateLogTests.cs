using Conditional.Bulk.Contracts.Locking;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlGateLogInWindowsTests(PostgreSqlTestProvider provider)
    : GateLogTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlGateLogItemByItemTests(PostgreSqlTestProvider provider)
    : GateLogTests(provider, EngineSetting.ItemByItem);
