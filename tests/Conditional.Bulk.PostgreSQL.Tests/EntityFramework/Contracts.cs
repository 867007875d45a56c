using Conditional.Bulk.Contracts.EntityFramework;

namespace Conditional.Bulk.PostgreSQL.Tests.EntityFramework;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlGraphInWindowsTests(PostgreSqlTestProvider provider)
    : GraphTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlGraphItemByItemTests(PostgreSqlTestProvider provider)
    : GraphTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlTphInWindowsTests(PostgreSqlTestProvider provider)
    : InheritanceTests<TphContext>(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlTphItemByItemTests(PostgreSqlTestProvider provider)
    : InheritanceTests<TphContext>(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlTptInWindowsTests(PostgreSqlTestProvider provider)
    : InheritanceTests<TptContext>(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlTptItemByItemTests(PostgreSqlTestProvider provider)
    : InheritanceTests<TptContext>(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlTpcInWindowsTests(PostgreSqlTestProvider provider)
    : InheritanceTests<TpcContext>(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlTpcItemByItemTests(PostgreSqlTestProvider provider)
    : InheritanceTests<TpcContext>(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlInterceptorInWindowsTests(PostgreSqlTestProvider provider)
    : InterceptorTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlInterceptorItemByItemTests(PostgreSqlTestProvider provider)
    : InterceptorTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlJsonInWindowsTests(PostgreSqlTestProvider provider) : JsonTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlJsonItemByItemTests(PostgreSqlTestProvider provider)
    : JsonTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlKeyGenerationInWindowsTests(PostgreSqlTestProvider provider)
    : KeyGenerationTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlKeyGenerationItemByItemTests(PostgreSqlTestProvider provider)
    : KeyGenerationTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlManyToManyInWindowsTests(PostgreSqlTestProvider provider)
    : ManyToManyTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlManyToManyItemByItemTests(PostgreSqlTestProvider provider)
    : ManyToManyTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlOwnedTypeInWindowsTests(PostgreSqlTestProvider provider)
    : OwnedTypeTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlOwnedTypeItemByItemTests(PostgreSqlTestProvider provider)
    : OwnedTypeTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlQueryFilterInWindowsTests(PostgreSqlTestProvider provider)
    : QueryFilterTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlQueryFilterItemByItemTests(PostgreSqlTestProvider provider)
    : QueryFilterTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlSaveChangesOverrideInWindowsTests(PostgreSqlTestProvider provider)
    : SaveChangesOverrideTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlSaveChangesOverrideItemByItemTests(PostgreSqlTestProvider provider)
    : SaveChangesOverrideTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlDefaultTrackerInWindowsTests(PostgreSqlTestProvider provider)
    : TrackerTests<BoxContext>(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlDefaultTrackerItemByItemTests(PostgreSqlTestProvider provider)
    : TrackerTests<BoxContext>(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlManualDetectionInWindowsTests(PostgreSqlTestProvider provider)
    : TrackerTests<ManualDetectionBoxContext>(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlManualDetectionItemByItemTests(PostgreSqlTestProvider provider)
    : TrackerTests<ManualDetectionBoxContext>(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlNoTrackingInWindowsTests(PostgreSqlTestProvider provider)
    : TrackerTests<NoTrackingBoxContext>(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlNoTrackingItemByItemTests(PostgreSqlTestProvider provider)
    : TrackerTests<NoTrackingBoxContext>(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlValueMappingInWindowsTests(PostgreSqlTestProvider provider)
    : ValueMappingTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlValueMappingItemByItemTests(PostgreSqlTestProvider provider)
    : ValueMappingTests(provider, EngineSetting.ItemByItem);
