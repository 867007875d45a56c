using Conditional.Bulk.Contracts.CallerContext;

namespace Conditional.Bulk.PostgreSQL.Tests.CallerContext;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlGraphInWindowsTests(PostgreSqlTestProvider provider)
    : GraphTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlGraphItemByItemTests(PostgreSqlTestProvider provider)
    : GraphTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlResultInWindowsTests(PostgreSqlTestProvider provider)
    : ResultTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlResultItemByItemTests(PostgreSqlTestProvider provider)
    : ResultTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlTrackerInWindowsTests(PostgreSqlTestProvider provider)
    : TrackerTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlTrackerItemByItemTests(PostgreSqlTestProvider provider)
    : TrackerTests(provider, EngineSetting.ItemByItem);
