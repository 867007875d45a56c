using Conditional.Bulk.PostgreSQL.Tests.Faults;

namespace Conditional.Bulk.PostgreSQL.Tests;

public sealed class PostgreSqlCoverageTests() : CoverageTests(new PostgreSqlTestProvider(), EngineSetting.All)
{
    protected override IReadOnlyDictionary<Type, string> LeftOut { get; } = new Dictionary<Type, string>
    {
        [typeof(CancellationSweepTests)] = "in windows of two, so that a few items make many steps",
        [typeof(FaultSweepTests)] = "in windows of two, so that a few items make many steps",
    };
}
