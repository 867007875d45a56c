using Conditional.Bulk.Contracts.Failures;

namespace Conditional.Bulk.PostgreSQL.Tests.Failures;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlRequiredValueInWindowsTests(PostgreSqlTestProvider provider)
    : RequiredValueTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlRequiredValueItemByItemTests(PostgreSqlTestProvider provider)
    : RequiredValueTests(provider, EngineSetting.ItemByItem);
