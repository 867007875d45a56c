using Conditional.Bulk.Contracts.GateAlgebra;

namespace Conditional.Bulk.Sqlite.Tests.GateAlgebra;

public sealed class SqliteGateAlgebraInWindowsTests() : GateAlgebraTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteGateAlgebraItemByItemTests() : GateAlgebraTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteGateEvaluationInWindowsTests()
    : GateEvaluationTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteGateEvaluationItemByItemTests()
    : GateEvaluationTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteOrThrowInWindowsTests() : OrThrowTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteOrThrowItemByItemTests() : OrThrowTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteTargetGateInWindowsTests() : TargetGateTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteTargetGateItemByItemTests() : TargetGateTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteKnownGateInWindowsTests() : KnownGateTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteKnownGateItemByItemTests() : KnownGateTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteBecauseInWindowsTests() : BecauseTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteBecauseItemByItemTests() : BecauseTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteVersionGateInWindowsTests() : VersionGateTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteVersionGateItemByItemTests() : VersionGateTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteJoinedTargetInWindowsTests() : JoinedTargetTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteJoinedTargetItemByItemTests() : JoinedTargetTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
