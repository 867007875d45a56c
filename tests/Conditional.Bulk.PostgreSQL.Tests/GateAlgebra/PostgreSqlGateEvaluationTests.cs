using Conditional.Bulk.Contracts.GateAlgebra;

namespace Conditional.Bulk.PostgreSQL.Tests.GateAlgebra;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlGateEvaluationTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : GateEvaluationTests(provider, engine)
{
    [Fact]
    public async Task Create_GateDividesByZero_FailsClosed()
    {
        var result = await NewOps().BulkConditionalCreatePartialAsync<Plant>(
        [
            Create("before").OnlyIf(True),
            Create("middle").OnlyIf(OnlyIf.Exists<Permit>(permit => 1 / permit.Number == 1)),
            Create("after").OnlyIf(True),
        ]);

        var failure = result.Failed.Should().ContainSingle().Subject;
        failure.Kind.Should().BeOneOf(WriteFailureKind.Other, WriteFailureKind.InvalidValue);
        failure.SqlState.Should().Be("22012");
        (await PlantsAsync()).Should().Equal("before", "after");
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlGateEvaluationInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlGateEvaluationTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlGateEvaluationItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlGateEvaluationTests(provider, EngineSetting.ItemByItem);
