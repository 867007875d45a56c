using Conditional.Bulk.Contracts.GateAlgebra;

namespace Conditional.Bulk.PostgreSQL.Tests.GateAlgebra;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlGateAlgebraInWindowsTests(PostgreSqlTestProvider provider)
    : GateAlgebraTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlGateAlgebraItemByItemTests(PostgreSqlTestProvider provider)
    : GateAlgebraTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlOrThrowInWindowsTests(PostgreSqlTestProvider provider)
    : OrThrowTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlOrThrowItemByItemTests(PostgreSqlTestProvider provider)
    : OrThrowTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlTargetGateInWindowsTests(PostgreSqlTestProvider provider)
    : TargetGateTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlTargetGateItemByItemTests(PostgreSqlTestProvider provider)
    : TargetGateTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlKnownGateInWindowsTests(PostgreSqlTestProvider provider)
    : KnownGateTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlKnownGateItemByItemTests(PostgreSqlTestProvider provider)
    : KnownGateTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlBecauseInWindowsTests(PostgreSqlTestProvider provider)
    : BecauseTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlBecauseItemByItemTests(PostgreSqlTestProvider provider)
    : BecauseTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlVersionGateInWindowsTests(PostgreSqlTestProvider provider)
    : VersionGateTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlVersionGateItemByItemTests(PostgreSqlTestProvider provider)
    : VersionGateTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlJoinedTargetInWindowsTests(PostgreSqlTestProvider provider)
    : JoinedTargetTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlJoinedTargetItemByItemTests(PostgreSqlTestProvider provider)
    : JoinedTargetTests(provider, EngineSetting.ItemByItem);
