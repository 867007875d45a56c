using Conditional.Bulk.Contracts.Counts;

namespace Conditional.Bulk.PostgreSQL.Tests.Counts;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlMemoryInWindowsTests(PostgreSqlTestProvider provider)
    : MemoryTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlMemoryItemByItemTests(PostgreSqlTestProvider provider)
    : MemoryTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlStatementCountInWindowsTests(PostgreSqlTestProvider provider)
    : StatementCountTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlStatementCountItemByItemTests(PostgreSqlTestProvider provider)
    : StatementCountTests(provider, EngineSetting.ItemByItem);
