using Conditional.Bulk.Contracts.Transactions;

namespace Conditional.Bulk.PostgreSQL.Tests.Transactions;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlJoinedTransactionInWindowsTests(PostgreSqlTestProvider provider)
    : JoinedTransactionTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlJoinedTransactionItemByItemTests(PostgreSqlTestProvider provider)
    : JoinedTransactionTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlNestedVerbInWindowsTests(PostgreSqlTestProvider provider)
    : NestedVerbTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlNestedVerbItemByItemTests(PostgreSqlTestProvider provider)
    : NestedVerbTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlProgressInWindowsTests(PostgreSqlTestProvider provider)
    : ProgressTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlProgressItemByItemTests(PostgreSqlTestProvider provider)
    : ProgressTests(provider, EngineSetting.ItemByItem);
