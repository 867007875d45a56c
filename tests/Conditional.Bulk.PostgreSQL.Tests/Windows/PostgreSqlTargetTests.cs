using System.Text.RegularExpressions;
using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

[Collection(PostgreSqlCollection.Name)]
public sealed partial class PostgreSqlTargetTests(PostgreSqlTestProvider provider) : TargetTests(provider)
{
    [Fact]
    public async Task BulkUpdate_FortyCompositeKeys_LockedInOneRoundTripAndLoadedInThree()
    {
        await SeedSeatsAsync();
        await using var log = await Database.OpenLogAsync();
        var ops = NewOps(log.Configure);
        await ops.ExistsAsync(OnlyIf.Exists<TheatreSeat>(seat => seat.Number < 0));
        log.Clear();

        await ops.BulkUpdatePartialAsync(Keys().Select(key => Seat(key.Row, key.Number, "x")), InWindows);

        log.Shape.Should().HaveCountLessThanOrEqualTo(7);
        log.RoundTrips[0].Count(statement => statement.Contains("FOR NO KEY UPDATE")).Should().Be(1);
        log.Shape.Skip(1).Take(3).Should().OnlyContain(turn => turn == "SELECT");
        log.Shape.Skip(4).Should().NotContain("SELECT");
    }

    [Fact]
    public async Task BulkUpdate_KeysOutOfOrder_LockedInTheOrderOfTheKeys()
    {
        await SeedSeatsAsync();
        var log = new LogRecorder();
        var random = new Random(1);

        var result = await NewOps(options =>
        {
            log.Configure(options);
            options.EnableSensitiveDataLogging();
        }).BulkUpdatePartialAsync(Keys().OrderBy(_ => random.Next()).Select(key => Seat(key.Row, key.Number, "x")), InWindows);

        result.HasFailures.Should().BeFalse();
        log.OfLibrary("Conditional.Bulk.PostgreSQL").Should().ContainSingle(record => LockInOrder().IsMatch(record.Message));
    }

    [GeneratedRegex("""ORDER BY [^;]*"Row", [^;]*"Number"[^;]*FOR NO KEY UPDATE""")]
    private static partial Regex LockInOrder();
}
