using Conditional.Bulk.Contracts.Failures;

namespace Conditional.Bulk.PostgreSQL.Tests.Failures;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlConcurrencyConflictInWindowsTests(PostgreSqlTestProvider provider)
    : ConcurrencyConflictTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlConcurrencyConflictItemByItemTests(PostgreSqlTestProvider provider)
    : ConcurrencyConflictTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlChangedMeanwhileInWindowsTests(PostgreSqlTestProvider provider)
    : ChangedMeanwhileTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlChangedMeanwhileItemByItemTests(PostgreSqlTestProvider provider)
    : ChangedMeanwhileTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlConstraintInWindowsTests(PostgreSqlTestProvider provider)
    : ConstraintTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlConstraintItemByItemTests(PostgreSqlTestProvider provider)
    : ConstraintTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlGateAndTargetInWindowsTests(PostgreSqlTestProvider provider)
    : GateAndTargetTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlGateAndTargetItemByItemTests(PostgreSqlTestProvider provider)
    : GateAndTargetTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlSpecFailedInWindowsTests(PostgreSqlTestProvider provider)
    : SpecFailedTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlSpecFailedItemByItemTests(PostgreSqlTestProvider provider)
    : SpecFailedTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlTriggerInWindowsTests(PostgreSqlTestProvider provider)
    : TriggerTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlTriggerItemByItemTests(PostgreSqlTestProvider provider)
    : TriggerTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlPropertyNameInWindowsTests(PostgreSqlTestProvider provider)
    : PropertyNameTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlPropertyNameItemByItemTests(PostgreSqlTestProvider provider)
    : PropertyNameTests(provider, EngineSetting.ItemByItem);
