using Conditional.Bulk.Contracts.Keys;

namespace Conditional.Bulk.PostgreSQL.Tests.Keys;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlKeyTypeInWindowsTests(PostgreSqlTestProvider provider)
    : KeyTypeTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlKeyTypeItemByItemTests(PostgreSqlTestProvider provider)
    : KeyTypeTests(provider, EngineSetting.ItemByItem);
