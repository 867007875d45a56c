using Conditional.Bulk.Contracts.Upserts;

namespace Conditional.Bulk.PostgreSQL.Tests.Upserts;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlUpsertInWindowsTests(PostgreSqlTestProvider provider) : UpsertTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlUpsertItemByItemTests(PostgreSqlTestProvider provider) : UpsertTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlUpsertWindowTests(PostgreSqlTestProvider provider) : UpsertWindowTests(provider);
