using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.PostgreSQL.Tests.AppConfig;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlOriginalScenarioInWindowsTests(PostgreSqlTestProvider provider)
    : OriginalScenarioTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlOriginalScenarioItemByItemTests(PostgreSqlTestProvider provider)
    : OriginalScenarioTests(provider, EngineSetting.ItemByItem);
