using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>
/// An item whose result cannot be read back, or whose key another item has, says what is stored: a failure never leaves a row, and an
/// error is never told of another item.
/// </summary>
public abstract class StatementVerdictTests(TestProvider provider) : TruthTests<CoinContext>(provider)
{
    [Theory]
    [InlineData("a bad b", "ok failed ok")]
    [InlineData("bad", "failed")]
    [InlineData("bad bad a", "failed failed ok")]
    [InlineData("a b bad", "ok ok failed")]
    [InlineData("bad a a", "failed ok UniqueViolation")]
    [InlineData("a bad b bad a c", "ok failed ok failed UniqueViolation ok")]
    public Task BulkCreate_ComputedColumnIsNull_FailsAndLeavesNoRow(string texts, string outcomes) => ShouldHoldAsync(new Batch<Coin>
    {
        Items = () => [.. texts.Split(' ').Select(text => Create(() => new Coin { Text = text }))],
        Outcomes = outcomes.Split(' '),
        Rows = [.. texts.Split(' ').Zip(outcomes.Split(' ')).Where(item => item.Second == Ok).Select(item => item.First)],
    });

    [Theory]
    [InlineData("x bad y", "ok failed ok")]
    [InlineData("bad x y", "failed ok ok")]
    [InlineData("x y bad", "ok ok failed")]
    [InlineData("bad bad bad", "failed failed failed")]
    [InlineData("bad x x", "failed ok UniqueViolation")]
    public Task BulkUpdate_ComputedColumnBecomesNull_FailsAndChangesNothing(string texts, string outcomes) => ShouldHoldAsync(new Batch<Coin>
    {
        Seed = () => "abc".Select(text => new Coin { Text = $"{text}" }),
        Items = () => [.. texts.Split(' ').Select((text, i) => Update<Coin>(i + 1, coin => coin.Text = text))],
        Outcomes = outcomes.Split(' '),
        Rows = [.. texts.Split(' ').Select((text, i) => outcomes.Split(' ')[i] == Ok ? text : $"{"abc"[i]}")],
    });

    [Theory]
    [InlineData("1 0 1", "ok failed ok")]
    [InlineData("0", "failed")]
    [InlineData("0 1", "failed ok")]
    [InlineData("1 1 0 0", "ok ok failed failed")]
    public Task BulkCreate_DefaultThatTheConverterCannotParse_FailsAndLeavesNoRow(string given, string outcomes) =>
        ShouldHoldAsync(new Batch<Medal>
        {
            Items = () =>
            [
                .. given.Split(' ').Select(one => one == "1" ? Grade.Gold : (Grade?)null)
                    .Select((grade, i) => Create(() => new Medal { Id = i, Grade = grade })),
            ],
            Outcomes = outcomes.Split(' '),
            Rows = [.. given.Split(' ').Select((one, i) => (one, i)).Where(item => item.one == "1").Select(item => $"medal {item.i}")],
        });

    [Fact]
    public Task BulkCreate_LaterItemGivesTheKeyThatAnEarlierOneGot_LaterItemFails() => ShouldHoldAsync(new Batch<Coin>
    {
        Items = () => [Create(() => new Coin { Text = "a" }), Create(() => new Coin { Id = 1, Text = "b" })],
        Outcomes = [Ok, UniqueViolation],
        Rows = ["a"],
    });

    [Fact]
    public Task BulkCreate_LastOfFiveGivesAnEarlierKey_OnlyItFails() => ShouldHoldAsync(new Batch<Coin>
    {
        Items = () => [.. Enumerable.Range(1, 5).Select(i => Create(() => new Coin { Id = i == 5 ? 2 : 0, Text = $"{i}" }))],
        Outcomes = [Ok, Ok, Ok, Ok, UniqueViolation],
        Rows = ["1", "2", "3", "4"],
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task BulkCreate_GivenKeyThatAnEarlierItemGot_IsAsWrittenAlone(int key) => ShouldHoldAsync(new Batch<Coin>
    {
        Items = () => [.. Enumerable.Range(0, 5).Select(i => Create(() => new Coin { Id = i == 2 ? key : 0, Text = $"{i}" }))],
    });

    /// <summary>Which item meets the given key depends on gaps in the sequence; what is said of each must be true all the same.</summary>
    [Theory]
    [InlineData(0, 2)]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(2, 4)]
    public Task BulkCreate_GivenKeyThatALaterItemMayGet_ResultsAreWhatIsStored(int position, int key) => ShouldHoldAsync(new Batch<Coin>
    {
        Items = () => [.. Enumerable.Range(0, 5).Select(i => Create(() => new Coin { Id = i == position ? key : 0, Text = $"{i}" }))],
        IsAsTheReference = !Provider.IdentifiesTransactions,
    });

    [Fact]
    public Task BulkCreate_GivenKeyOfAChildInAnEarlierGraph_LaterItemFails() => ShouldHoldAsync(new Batch<Purse>
    {
        Items = () =>
        [
            Create(() => new Purse { Id = 1, Coins = { new Coin { Text = "a" }, new Coin { Text = "b" } } }),
            Create(() => new Purse { Id = 2, Coins = { new Coin { Id = 2, Text = "c" } } }),
            Create(() => new Purse { Id = 3, Coins = { new Coin { Text = "d" } } }),
        ],
        Outcomes = [Ok, UniqueViolation, Ok],
        Rows = ["a", "b", "d"],
    });

    [Fact]
    public Task BulkCreate_ResultOfAnEarlierItemCannotBeReadAndALaterItemViolatesAConstraint_EachHasItsOwnError() =>
        ShouldHoldAsync(new Batch<Coin>
        {
            Items = () =>
            [
                .. new[] { "a", "bad", "a", "bad", "b", "b" }.Select(text => Create(() => new Coin { Text = text })),
            ],
            Outcomes = [Ok, "Other|InvalidValue", UniqueViolation, "Other|InvalidValue", Ok, UniqueViolation],
            Rows = ["a", "b"],
            SameTexts = true,
        });

    protected override async Task<List<string>> RowsAsync(CoinContext context) =>
    [
        .. await context.Coins.OrderBy(coin => coin.Id).Select(coin => coin.Text).ToListAsync(),
        .. await context.Medals.OrderBy(medal => medal.Id).Select(medal => $"medal {medal.Id}").ToListAsync(),
    ];
}

/// <summary>Rows that can be written, and whose values then cannot be read.</summary>
public sealed class CoinContext(DbContextOptions<CoinContext> options) : DbContext(options)
{
    public DbSet<Coin> Coins => Set<Coin>();

    public DbSet<Medal> Medals => Set<Medal>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Coin>(coin =>
        {
            coin.HasIndex(row => row.Text).IsUnique();
            coin.Property(row => row.Shown).HasComputedColumnSql("NULLIF(\"Text\", 'bad')", stored: true);
        });
        modelBuilder.Entity<Medal>(medal =>
        {
            medal.Property(row => row.Id).ValueGeneratedNever();
            medal.Property(row => row.Grade)
                .HasConversion(grade => $"{grade}", text => Enum.Parse<Grade>(text)).HasDefaultValueSql("'oops'");
        });
        modelBuilder.Entity<Purse>().Property(purse => purse.Id).ValueGeneratedNever();
    }
}

public sealed class Coin
{
    public int Id { get; set; }

    public required string Text { get; set; }

    /// <summary>Never null, says the model.</summary>
    public string Shown { get; set; } = null!;

    public int? PurseId { get; set; }
}

public sealed class Purse
{
    public int Id { get; set; }

    public List<Coin> Coins { get; } = [];
}

public enum Grade
{
    Gold,
    Silver,
}

public sealed class Medal
{
    public int Id { get; set; }

    public Grade? Grade { get; set; }
}
