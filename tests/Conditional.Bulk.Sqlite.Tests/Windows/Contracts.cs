using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.Sqlite.Tests.Windows;

public sealed class SqliteOverrideEligibilityTests() : OverrideEligibilityTests(SqliteTestProvider.Instance);

public sealed class SqliteGateOnWrittenTableTests() : GateOnWrittenTableTests(SqliteTestProvider.Instance);

public sealed class SqliteSameRowTests() : SameRowTests(SqliteTestProvider.Instance);

public sealed class SqliteTargetTests() : TargetTests(SqliteTestProvider.Instance);

public sealed class SqliteUndoneWindowTests() : UndoneWindowTests(SqliteTestProvider.Instance);

public sealed class SqliteWindowSizeTests() : WindowSizeTests(SqliteTestProvider.Instance);
