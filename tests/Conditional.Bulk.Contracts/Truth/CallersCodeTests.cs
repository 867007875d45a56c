using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>
/// What the caller's code throws while an item is asked for, found or written is that item's failure, in every position.
/// </summary>
public abstract class CallersCodeTests(TestProvider provider) : TruthTests<VaultContext>(provider)
{
    public static TheoryData<string> Positions => ["! a", "a ! b", "a b !", "a ! b ! c"];

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkConditionalCreate_CapturedPropertyThrows_OnlyItsItemFails(string positions) => ShouldFailWhereMarkedAsync(
        positions, bad =>
        {
            var source = new Source(bad);
            return OnlyIf.Exists<Guard>(guard => guard.Name == source.Name);
        });

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkConditionalCreate_CapturedMethodThrows_OnlyItsItemFails(string positions) => ShouldFailWhereMarkedAsync(
        positions, bad => OnlyIf.Exists<Guard>(guard => guard.Name == Source.NameOf(bad)));

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkConditionalCreate_CapturedNull_OnlyItsItemFails(string positions) => ShouldFailWhereMarkedAsync(
        positions, bad =>
        {
            var source = bad ? null : new Source(false);
            return OnlyIf.Exists<Guard>(guard => guard.Name == source!.Name);
        });

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkConditionalCreate_QueryFilterThrows_OnlyItsItemFails(string positions) => ShouldFailWhereMarkedAsync(
        positions, bad => bad ? OnlyIf.Exists<Trapped>(_ => true) : OnlyIf.Exists<Guard>(guard => guard.Name == "guard"));

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkConditionalCreate_QueryFilterCannotBeTranslated_OnlyItsItemFails(string positions) => ShouldFailWhereMarkedAsync(
        positions, bad => bad ? OnlyIf.NotExists<Foreign>(_ => true) : OnlyIf.Exists<Guard>(guard => guard.Name == "guard"));

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkConditionalCreate_GateCannotBeTranslated_OnlyItsItemFails(string positions) => ShouldFailWhereMarkedAsync(
        positions,
        bad => bad ? OnlyIf.NotExists<Guard>(guard => Source.IsOdd(guard.Name)) : OnlyIf.Exists<Guard>(guard => guard.Name == "guard"));

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkConditionalUpdate_TargetGateThrows_OnlyItsItemFails(string positions)
    {
        var marks = positions.Split(' ');
        return ShouldHoldAsync(new Batch<Vault>
        {
            Seed = () => [.. marks.Select((_, i) => new Vault { Id = i })],
            Items = () =>
            [
                .. marks.Select((mark, i) => Update<Vault>(
                    i,
                    vault => vault.Text = "x",
                    OnlyIf.Target<Vault>(vault => vault.Text != Source.NameOf(mark == "!")))),
            ],
            Outcomes = Expected(marks),
            Rows = [.. marks.Select((mark, i) => $"{i} {(mark == "!" ? "" : "x")}")],
        });
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkUpdate_KeyWhoseConverterThrows_OnlyItsItemFails(string positions)
    {
        var marks = positions.Split(' ');
        return ShouldHoldAsync(new Batch<Safe>
        {
            Seed = () => [new Safe { Code = new("a") }, new Safe { Code = new("b") }, new Safe { Code = new("c") }],
            Items = () => [.. marks.Select(mark => Update<Safe>(new Code(mark == "!" ? Code.Bad : mark), safe => safe.Number++))],
            Outcomes = Expected(marks),
        });
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkUpdate_ValueWhoseConverterThrows_OnlyItsItemFails(string positions)
    {
        var marks = positions.Split(' ');
        return ShouldHoldAsync(new Batch<Vault>
        {
            Seed = () => [.. marks.Select((_, i) => new Vault { Id = i })],
            Items = () => [.. marks.Select((mark, i) => Update<Vault>(i, vault => vault.Seal = new(mark == "!" ? Code.Bad : mark)))],
            Outcomes = [.. marks.Select(mark => mark == "!" ? InvalidValue : Ok)],
        });
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public Task BulkCreate_ValueWhoseConverterThrows_OnlyItsItemFails(string positions)
    {
        var marks = positions.Split(' ');
        return ShouldHoldAsync(new Batch<Vault>
        {
            Items = () => [.. marks.Select((mark, i) => Create(() => new Vault { Id = i, Seal = new(mark == "!" ? Code.Bad : mark) }))],
            Outcomes = [.. marks.Select(mark => mark == "!" ? InvalidValue : Ok)],
        });
    }

    [Fact]
    public Task BulkUpdate_QueryFilterOfTheTargetThrows_EachItemFails() => ShouldHoldAsync(new Batch<Trapped>
    {
        Seed = () => [new Trapped { Id = 1 }],
        Items = () => [Update<Trapped>(1, _ => { }), Update<Trapped>(2, _ => { }), Update<Trapped>(1, _ => { })],
        Outcomes = [Failed, Failed, Failed],
    });

    [Fact]
    public Task BulkPurge_QueryFilterOfTheTargetCannotBeTranslated_EachItemFails() => ShouldHoldAsync(new Batch<Foreign>
    {
        Items = () => [Purge<Foreign>(1), Purge<Foreign>(2)],
        Outcomes = [Failed, Failed],
    });

    protected static string[] Expected(string[] marks) => [.. marks.Select(mark => mark == "!" ? Failed : Ok)];

    protected async Task ShouldFailWhereMarkedAsync(string positions, Func<bool, OnlyIf> gateOf)
    {
        var marks = positions.Split(' ');
        await ShouldHoldAsync(new Batch<Vault>
        {
            Seed = () => [new Guard { Id = 1, Name = "guard" }],
            Items = () => [.. marks.Select((mark, i) => Create(() => new Vault { Id = i }, gateOf(mark == "!")))],
            Outcomes = Expected(marks),
            Rows = [.. marks.Select((mark, i) => (mark, i)).Where(item => item.mark != "!").Select(item => $"{item.i} ")],
        });
    }

    protected override Task<List<string>> RowsAsync(VaultContext context) =>
        context.Vaults.OrderBy(vault => vault.Id).Select(vault => $"{vault.Id} {vault.Text}").ToListAsync();
}

/// <summary>Code of the caller that is called while items are written, and may throw.</summary>
public sealed class VaultContext(DbContextOptions<VaultContext> options) : DbContext(options)
{
    public DbSet<Vault> Vaults => Set<Vault>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Vault>(vault =>
        {
            vault.Property(row => row.Id).ValueGeneratedNever();
            vault.Property(row => row.Seal).HasConversion(code => Code.ToText(code), text => new Code(text));
        });
        modelBuilder.Entity<Safe>(safe =>
        {
            safe.HasKey(row => row.Code);
            safe.Property(row => row.Code).HasConversion(code => Code.ToText(code), text => new Code(text));
        });
        modelBuilder.Entity<Guard>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Trapped>().HasQueryFilter(row => row.Id > Source.Trap).Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Foreign>().HasQueryFilter(row => Source.IsOdd(row.Name)).Property(row => row.Id).ValueGeneratedNever();
    }
}

public sealed class Source(bool isBad)
{
    public static int Trap => throw new InvalidTimeZoneException("The filter has no value.");

    public string Name => NameOf(isBad);

    public static string NameOf(bool isBad) => isBad ? throw new InvalidTimeZoneException("There is no name.") : "guard";

    public static bool IsOdd(string text) => text.Length % 2 == 1;
}

public sealed class Vault
{
    public int Id { get; set; }

    public string Text { get; set; } = "";

    public Code Seal { get; set; } = new("");
}

public sealed class Safe
{
    public Code Code { get; set; }

    public int Number { get; set; }
}

public sealed class Guard
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

public sealed class Trapped
{
    public int Id { get; set; }
}

public sealed class Foreign
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}
