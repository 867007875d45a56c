using Conditional.Bulk.Contracts.EntityFramework;

namespace Conditional.Bulk.Sqlite.Tests.EntityFramework;

public sealed class SqliteGraphInWindowsTests() : GraphTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteGraphItemByItemTests() : GraphTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteTphInWindowsTests()
    : InheritanceTests<TphContext>(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteTphItemByItemTests()
    : InheritanceTests<TphContext>(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteTptInWindowsTests()
    : InheritanceTests<TptContext>(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteTptItemByItemTests()
    : InheritanceTests<TptContext>(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteTpcInWindowsTests()
    : InheritanceTests<TpcContext>(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteTpcItemByItemTests()
    : InheritanceTests<TpcContext>(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteInterceptorInWindowsTests() : InterceptorTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteInterceptorItemByItemTests() : InterceptorTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteJsonInWindowsTests() : JsonTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteJsonItemByItemTests() : JsonTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteKeyGenerationInWindowsTests()
    : KeyGenerationTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteKeyGenerationItemByItemTests()
    : KeyGenerationTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteManyToManyInWindowsTests() : ManyToManyTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteManyToManyItemByItemTests() : ManyToManyTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteOwnedTypeInWindowsTests() : OwnedTypeTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteOwnedTypeItemByItemTests() : OwnedTypeTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteQueryFilterInWindowsTests() : QueryFilterTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteQueryFilterItemByItemTests() : QueryFilterTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteSaveChangesOverrideInWindowsTests()
    : SaveChangesOverrideTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteSaveChangesOverrideItemByItemTests()
    : SaveChangesOverrideTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteDefaultTrackerInWindowsTests()
    : TrackerTests<BoxContext>(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteDefaultTrackerItemByItemTests()
    : TrackerTests<BoxContext>(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteManualDetectionInWindowsTests()
    : TrackerTests<ManualDetectionBoxContext>(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteManualDetectionItemByItemTests()
    : TrackerTests<ManualDetectionBoxContext>(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteNoTrackingInWindowsTests()
    : TrackerTests<NoTrackingBoxContext>(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteNoTrackingItemByItemTests()
    : TrackerTests<NoTrackingBoxContext>(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteValueMappingInWindowsTests() : ValueMappingTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteValueMappingItemByItemTests()
    : ValueMappingTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
