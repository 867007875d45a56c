using Conditional.Bulk.Contracts.Truth;

namespace Conditional.Bulk.Sqlite.Tests.Truth;

public sealed class SqliteGateAnswerTests() : GateAnswerTests(SqliteTestProvider.Instance)
{
    /// <summary>SQLite compares their texts.</summary>
    [Fact]
    public Task BulkConditionalCreate_TimesWithDifferentOffsets_AreAskedEach()
    {
        var time = new DateTimeOffset(2020, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var batch = Creates(
            new[] { time, time.ToOffset(TimeSpan.FromHours(2)), time.ToOffset(TimeSpan.FromHours(-5)), time }
                .Select(opens => OnlyIf.Exists<Door>(door => door.OpensAt == opens)),
            new Door { Id = 1, Name = "front", OpensAt = time });
        return ShouldHoldAsync(batch with { Outcomes = [Ok, NotAllowed, NotAllowed, Ok] });
    }
}
