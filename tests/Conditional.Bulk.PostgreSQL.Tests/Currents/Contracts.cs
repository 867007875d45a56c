using Conditional.Bulk.Contracts.Currents;

namespace Conditional.Bulk.PostgreSQL.Tests.Currents;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlUniqueCurrentInWindowsTests(PostgreSqlTestProvider provider) : UniqueCurrentTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlUniqueCurrentItemByItemTests(PostgreSqlTestProvider provider) : UniqueCurrentTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlCurrentInPlaceInWindowsTests(PostgreSqlTestProvider provider) : CurrentInPlaceTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlCurrentInPlaceItemByItemTests(PostgreSqlTestProvider provider) : CurrentInPlaceTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlRefusedCurrentInWindowsTests(PostgreSqlTestProvider provider) : RefusedCurrentTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlRefusedCurrentItemByItemTests(PostgreSqlTestProvider provider) : RefusedCurrentTests(provider, EngineSetting.ItemByItem);
