using Conditional.Bulk.Contracts.Streams;

namespace Conditional.Bulk.PostgreSQL.Tests.Streams;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlStreamCommitInWindowsTests(PostgreSqlTestProvider provider) : StreamCommitTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlStreamCommitItemByItemTests(PostgreSqlTestProvider provider) : StreamCommitTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlStreamSourceInWindowsTests(PostgreSqlTestProvider provider) : StreamSourceTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlStreamSourceItemByItemTests(PostgreSqlTestProvider provider) : StreamSourceTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlStreamCancellationInWindowsTests(PostgreSqlTestProvider provider) : StreamCancellationTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlStreamCancellationItemByItemTests(PostgreSqlTestProvider provider) : StreamCancellationTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlStreamLimitInWindowsTests(PostgreSqlTestProvider provider) : StreamLimitTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlStreamLimitItemByItemTests(PostgreSqlTestProvider provider) : StreamLimitTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlStreamRetryInWindowsTests(PostgreSqlTestProvider provider) : StreamRetryTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlStreamRetryItemByItemTests(PostgreSqlTestProvider provider) : StreamRetryTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlStreamProgressInWindowsTests(PostgreSqlTestProvider provider) : StreamProgressTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlStreamProgressItemByItemTests(PostgreSqlTestProvider provider) : StreamProgressTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlStreamMemoryInWindowsTests(PostgreSqlTestProvider provider) : StreamMemoryTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlStreamMemoryItemByItemTests(PostgreSqlTestProvider provider) : StreamMemoryTests(provider, EngineSetting.ItemByItem);
