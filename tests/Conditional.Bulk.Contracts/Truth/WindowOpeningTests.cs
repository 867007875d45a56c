using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>A window that cannot be opened takes no other item along: not those before it, and not those in it.</summary>
public abstract class WindowOpeningTests(TestProvider provider) : TruthTests<OpeningContext>(provider)
{
    private static readonly Code s_bad = new(Code.Bad);

    [Theory]
    [InlineData("a b a !", "ok ok ok failed")]
    [InlineData("a a !", "ok ok failed")]
    [InlineData("a b c a ! b", "ok ok ok ok failed ok")]
    [InlineData("a b a ! b b", "ok ok ok failed ok ok")]
    [InlineData("!", "failed")]
    [InlineData("! a", "failed ok")]
    [InlineData("a !", "ok failed")]
    [InlineData("a ! b ! a", "ok failed ok failed ok")]
    public Task BulkUpdate_KeyConverterThrows_OnlyItsItemFails(string keys, string outcomes) => ShouldHoldAsync(new Batch<Sticker>
    {
        Seed = SeedStickers,
        Items = () => [.. CodesOf(keys).Select(code => Update<Sticker>(code, sticker => sticker.Number += 1))],
        Outcomes = outcomes.Split(' '),
        Rows = [.. "abc".Select(code => $"{code} {CodesOf(keys).Count(key => key.Text == $"{code}")}")],
    });

    [Theory]
    [InlineData("a a ! b", "ok TargetNotFound failed ok")]
    [InlineData("a b a !", "ok ok TargetNotFound failed")]
    [InlineData("! a b", "failed ok ok")]
    [InlineData("a b !", "ok ok failed")]
    public Task BulkPurge_KeyConverterThrows_OnlyItsItemFails(string keys, string outcomes) => ShouldHoldAsync(new Batch<Sticker>
    {
        Seed = SeedStickers,
        Items = () => [.. CodesOf(keys).Select(code => Purge<Sticker>(code))],
        Outcomes = outcomes.Split(' '),
        Rows = ["c 0"],
    });

    [Theory]
    [InlineData("a ! b", "ok failed ok")]
    [InlineData("! a", "failed ok")]
    [InlineData("a b !", "ok ok failed")]
    [InlineData("a ! ! c", "ok failed failed ok")]
    public Task BulkConditionalCreate_ConverterOfAGateThrows_OnlyItsItemFails(string gates, string outcomes) =>
        ShouldHoldAsync(new Batch<Slip>
        {
            Seed = SeedStickers,
            Items = () => [.. CodesOf(gates).Select((code, i) => Create(() => new Slip { Id = i }, HasSticker(code)))],
            Outcomes = outcomes.Split(' '),
        });

    [Fact]
    public Task BulkConditionalUpdate_ConverterOfAGateThrowsAfterARepeatedKey_EarlierItemsStay() => ShouldHoldAsync(new Batch<Slip>
    {
        Seed = () => [.. SeedStickers(), new Slip { Id = 1 }, new Slip { Id = 2 }],
        Items = () =>
        [
            Update<Slip>(1, slip => slip.Number += 1, HasSticker(new("a"))),
            Update<Slip>(2, slip => slip.Number += 1, HasSticker(new("b"))),
            Update<Slip>(1, slip => slip.Number += 10, HasSticker(new("a"))),
            Update<Slip>(2, slip => slip.Number += 10, HasSticker(s_bad)),
        ],
        Outcomes = [Ok, Ok, Ok, Failed],
        Rows = ["a 0", "b 0", "c 0", "slip 1 11", "slip 2 1"],
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task BulkUpdate_LoggerThrows_ResultsAreWhatIsStored(int entry)
    {
        await SeedAsync([.. SeedStickers()]);
        Code[] codes = [.. CodesOf("a b a c b")];
        var ops = NewOps(options => ThrowingLoggers.ThrowAt(options, entry));

        BulkResult<Sticker>? result = null;
        try
        {
            result = await ops.BulkUpdatePartialAsync(
                codes.Select(code => new Updater<Sticker>(UpdaterSpec.For<Sticker>(sticker => sticker.Number++), code)), new BulkOptions());
        }
        catch (Exception exception)
        {
            exception.GetBaseException().Should().BeOfType<InvalidTimeZoneException>();
        }

        var written = result?.Items.Where(item => item.IsSuccess).Select(item => codes[item.Index].Text).ToList() ?? [];
        (await CommittedAsync(RowsAsync)).Should().Equal("abc".Select(code => $"{code} {written.Count(text => text == $"{code}")}"));
    }

    protected override async Task<List<string>> RowsAsync(OpeningContext context) =>
    [
        .. (await context.Stickers.ToListAsync()).Select(row => $"{row.Code.Text} {row.Number}").Order(StringComparer.Ordinal),
        .. (await context.Notices.ToListAsync()).Select(row => $"{row.Key} {row.Number}").Order(StringComparer.Ordinal),
        .. (await context.Slips.OrderBy(row => row.Id).ToListAsync()).Select(row => $"slip {row.Id} {row.Number}"),
    ];

    private static IEnumerable<object> SeedStickers() => "abc".Select(code => new Sticker { Code = new($"{code}") });

    private static IEnumerable<Code> CodesOf(string keys) => keys.Split(' ').Select(key => key == "!" ? s_bad : new Code(key));

    private static OnlyIf HasSticker(Code code) => OnlyIf.Exists<Sticker>(sticker => sticker.Code == code);
}
