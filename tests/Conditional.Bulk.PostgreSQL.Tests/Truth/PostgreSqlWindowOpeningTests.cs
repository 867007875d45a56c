using Conditional.Bulk.Contracts.Truth;
using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.PostgreSQL.Tests.Truth;

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlWindowOpeningTests(PostgreSqlTestProvider provider) : WindowOpeningTests(provider)
{
    private const string LoneSurrogate = "\ud800";

    private static readonly DateTime s_utc = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("1 2 1 !", "ok ok ok InvalidValue")]
    [InlineData("1 1 !", "ok ok InvalidValue")]
    [InlineData("1 2 1 ! 2", "ok ok ok InvalidValue ok")]
    [InlineData("! 1", "InvalidValue ok")]
    [InlineData("1 ! 2", "ok InvalidValue ok")]
    [InlineData("1 !", "ok InvalidValue")]
    public Task BulkUpdate_KeyThatTheDriverCannotEncode_OnlyItsItemFails(string keys, string outcomes) =>
        ShouldHoldAsync(new Batch<Notice>
        {
            Seed = () => [new Notice { Key = "1" }, new Notice { Key = "2" }],
            Items = () => [.. KeysOf(keys).Select(key => Update<Notice>(key, notice => notice.Number += 1))],
            Outcomes = outcomes.Split(' '),
            Rows = [.. new[] { "1", "2" }.Select(key => $"{key} {KeysOf(keys).Count(one => one == key)}")],
        });

    [Theory]
    [InlineData("1 1 !", "ok TargetNotFound InvalidValue")]
    [InlineData("! 1", "InvalidValue ok")]
    [InlineData("1 ! 1", "ok InvalidValue TargetNotFound")]
    public Task BulkPurge_KeyThatTheDriverCannotEncode_OnlyItsItemFails(string keys, string outcomes) =>
        ShouldHoldAsync(new Batch<Notice>
        {
            Seed = () => [new Notice { Key = "1" }, new Notice { Key = "2" }],
            Items = () => [.. KeysOf(keys).Select(key => Purge<Notice>(key))],
            Outcomes = outcomes.Split(' '),
            Rows = ["2 0"],
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public Task BulkConditionalCreate_GateWithATimeOfTheWrongKind_OnlyItsItemFails(int position) => ShouldHoldAsync(new Batch<Slip>
    {
        Seed = () => [new Hour { Id = 1, At = s_utc }],
        Items = () => [.. Enumerable.Range(0, 4).Select(i => Create(() => new Slip { Id = i }, At(i == position)))],
        Outcomes = [.. Enumerable.Range(0, 4).Select(i => i == position ? InvalidValue : Ok)],
    });

    [Fact]
    public Task BulkConditionalCreate_GateOfTheSecondWindowIsRefusedByTheDriver_FirstWindowStays() => ShouldHoldAsync(new Batch<Slip>
    {
        Seed = () => [new Hour { Id = 1, At = s_utc }],
        Items = () => [.. Enumerable.Range(0, 1_003).Select(i => Create(() => new Slip { Id = i }, At(i == 1_000)))],
        Outcomes = [.. Enumerable.Range(0, 1_003).Select(i => i == 1_000 ? InvalidValue : Ok)],
        Rows = [.. Enumerable.Range(0, 1_003).Where(i => i != 1_000).Select(i => $"slip {i} 0")],
        ReturnsWhatIsStored = false,
        Settings = [.. EngineSetting.Common.Take(2)],
    });

    private static IEnumerable<string> KeysOf(string keys) => keys.Split(' ').Select(key => key == "!" ? LoneSurrogate : key);

    private static OnlyIf At(bool isOfTheWrongKind)
    {
        var at = isOfTheWrongKind ? DateTime.SpecifyKind(s_utc, DateTimeKind.Unspecified) : s_utc;
        return OnlyIf.Exists<Hour>(hour => hour.At == at);
    }
}
