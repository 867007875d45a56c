using Conditional.Bulk.Contracts.Checks;

namespace Conditional.Bulk.PostgreSQL.Tests.Checks;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlPropertyCheckInWindowsTests(PostgreSqlTestProvider provider)
    : PropertyCheckTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlPropertyCheckItemByItemTests(PostgreSqlTestProvider provider)
    : PropertyCheckTests(provider, EngineSetting.ItemByItem);
