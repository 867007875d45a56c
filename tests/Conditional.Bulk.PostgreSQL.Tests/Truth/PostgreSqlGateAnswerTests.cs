using Conditional.Bulk.Contracts.Truth;

namespace Conditional.Bulk.PostgreSQL.Tests.Truth;

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlGateAnswerTests(PostgreSqlTestProvider provider) : GateAnswerTests(provider)
{
    private static readonly DateTime s_utc = new(2020, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("Utc Unspecified Utc", "ok InvalidValue ok")]
    [InlineData("Unspecified Utc", "InvalidValue ok")]
    [InlineData("Utc Local", "ok InvalidValue")]
    public Task BulkConditionalCreate_TimesOfDifferentKinds_AreAskedEach(string kinds, string outcomes)
    {
        var batch = Creates(
            kinds.Split(' ').Select(Enum.Parse<DateTimeKind>).Select(kind => DateTime.SpecifyKind(s_utc, kind))
                .Select(closes => OnlyIf.Exists<Door>(door => door.ClosesAt == closes)),
            new Door { Id = 1, Name = "front", ClosesAt = s_utc });
        return ShouldHoldAsync(batch with { Outcomes = outcomes.Split(' ') });
    }
}
