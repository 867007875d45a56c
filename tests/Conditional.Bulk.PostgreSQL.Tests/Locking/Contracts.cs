using Conditional.Bulk.Contracts.Locking;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlLostUpdateInWindowsTests(PostgreSqlTestProvider provider)
    : LostUpdateTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlLostUpdateItemByItemTests(PostgreSqlTestProvider provider)
    : LostUpdateTests(provider, EngineSetting.ItemByItem);
