using Conditional.Bulk.Contracts.Failures;

namespace Conditional.Bulk.Sqlite.Tests.Failures;

public sealed class SqliteConcurrencyConflictInWindowsTests()
    : ConcurrencyConflictTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteConcurrencyConflictItemByItemTests()
    : ConcurrencyConflictTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteChangedMeanwhileInWindowsTests()
    : ChangedMeanwhileTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteChangedMeanwhileItemByItemTests()
    : ChangedMeanwhileTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteConstraintInWindowsTests() : ConstraintTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteConstraintItemByItemTests() : ConstraintTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteGateAndTargetInWindowsTests()
    : GateAndTargetTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteGateAndTargetItemByItemTests()
    : GateAndTargetTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteSpecFailedInWindowsTests() : SpecFailedTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteSpecFailedItemByItemTests() : SpecFailedTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteTriggerInWindowsTests() : TriggerTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteTriggerItemByItemTests() : TriggerTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqlitePropertyNameInWindowsTests() : PropertyNameTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqlitePropertyNameItemByItemTests() : PropertyNameTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
