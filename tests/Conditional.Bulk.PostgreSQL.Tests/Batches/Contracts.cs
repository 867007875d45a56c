using Conditional.Bulk.Contracts.Batches;

namespace Conditional.Bulk.PostgreSQL.Tests.Batches;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlMixedBatchInWindowsTests(PostgreSqlTestProvider provider) : MixedBatchTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlMixedBatchItemByItemTests(PostgreSqlTestProvider provider) : MixedBatchTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlWriteActionInWindowsTests(PostgreSqlTestProvider provider) : WriteActionTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlWriteActionItemByItemTests(PostgreSqlTestProvider provider) : WriteActionTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlDependentWritesInWindowsTests(PostgreSqlTestProvider provider) : DependentWritesTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlDependentWritesItemByItemTests(PostgreSqlTestProvider provider) : DependentWritesTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlMixedWindowTests(PostgreSqlTestProvider provider) : MixedWindowTests(provider);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlMaxFailuresInWindowsTests(PostgreSqlTestProvider provider) : MaxFailuresTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlMaxFailuresItemByItemTests(PostgreSqlTestProvider provider) : MaxFailuresTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlMissingRowInWindowsTests(PostgreSqlTestProvider provider) : MissingRowTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlMissingRowItemByItemTests(PostgreSqlTestProvider provider) : MissingRowTests(provider, EngineSetting.ItemByItem);
