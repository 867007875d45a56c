namespace Conditional.Bulk.Contracts.EntityFramework;

/// <summary>How single values get to their columns and back: converters, defaults, computed columns, private members.</summary>
public abstract class ValueMappingTests(TestProvider provider, EngineSetting engine)
    : RoundTripTests<ValueMappingContext>(provider, engine)
{
    [Fact]
    public Task CreateUpdatePurge_ValueConverters_FailingItemsLeaveNothing() => RoundTripAsync(
        name => new ConvertedRow { Name = name, Color = new Color(1, 2, 3), Level = Level.Low },
        (row, name) => (row.Color, row.Level) = (new Color((byte)name[0], 0, 0), Level.High),
        row => [row.Id]);

    [Fact]
    public async Task BulkUpdate_TargetConditionOnConvertedValue_DecidesByTheRow()
    {
        var (low, high) = (NewRow("low", Level.Low), NewRow("high", Level.High));
        await SeedAsync(low, high);

        var result = await NewOps().BulkConditionalUpdatePartialAsync<ConvertedRow>([Raise(low), Raise(high)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await CommittedAsync(context => context.Set<ConvertedRow>().CountAsync(row => row.Level == Level.High))).Should().Be(2);

        static ConvertedRow NewRow(string name, Level level) => new() { Name = name, Level = level };

        static ConditionalUpdater<ConvertedRow> Raise(ConvertedRow row) =>
            new Updater<ConvertedRow>(UpdaterSpec.For<ConvertedRow>(loaded => loaded.Level = Level.High), row.Id)
                .OnlyIf(OnlyIf.Target<ConvertedRow>(target => target.Level == Level.Low));
    }

    [Fact]
    public Task CreateUpdatePurge_ComputedAndDefaultColumns_ResultsCarryTheDatabaseValues() => RoundTripAsync(
        name => new GeneratedRow { Name = name, Amount = 2 },
        (row, name) => row.Amount = name.Length + 10,
        row => [row.Id]);

    [Fact]
    public async Task Create_ComputedAndDefaultColumns_AreReadBack()
    {
        var created = await NewOps().CreateAsync(CreatorSpec.For(() => new GeneratedRow { Name = "a", Amount = 2 }));
        var updated = await NewOps().UpdateAsync(
            new Updater<GeneratedRow>(UpdaterSpec.For<GeneratedRow>(row => row.Amount = 5), created.Id));

        (created.Status, created.Twice).Should().Be(("new", 4));
        (updated.Status, updated.Twice).Should().Be(("new", 10));
    }

    [Fact]
    public async Task CreateUpdatePurge_PrivateMembers_AreMaterialisedAndSaved()
    {
        var created = await NewOps().BulkCreatePartialAsync<Account>(
            [Open("a"), Open("a"), Open("b")]);
        created.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);

        var (a, b) = (created.Succeeded[0].Id, created.Succeeded[1].Id);
        var updated = await NewOps().BulkUpdatePartialAsync<Account>(
        [
            new(UpdaterSpec.For<Account>(account => account.Post(5)), a),
            new(UpdaterSpec.For<Account>(account => account.Post(-1)), b),
            new(UpdaterSpec.For<Account>(account => account.Post(7)), a),
        ]);
        updated.ShouldFailOnlyAt(1, WriteFailureKind.SpecFailed);
        (await CommittedAsync(context => context.Set<Account>().Include(account => account.Entries).ToListAsync()))
            .ToDictionary(account => account.Owner, account => (account.Balance, account.Entries.Count))
            .Should().Equal(new Dictionary<string, (int, int)> { ["a"] = (12, 2), ["b"] = (0, 0) });

        var purged = await NewOps().PurgeAsync(new Purger<Account>(a));
        (purged.Owner, purged.Balance).Should().Be(("a", 12));
        (await CommittedAsync(context => context.Set<Account>().SingleAsync())).Owner.Should().Be("b");

        static CreatorSpec<Account> Open(string owner) => CreatorSpec.For(() => Account.Open(owner));
    }
}

public sealed class ValueMappingContext(DbContextOptions<ValueMappingContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ConvertedRow>(row =>
        {
            row.HasIndex(entity => entity.Name).IsUnique();
            row.Property(entity => entity.Level).HasConversion<string>();
            row.Property(entity => entity.Color).HasConversion(color => color.ToText(), text => Color.Parse(text));
        });
        modelBuilder.Entity<GeneratedRow>(row =>
        {
            row.HasIndex(entity => entity.Name).IsUnique();
            row.Property(entity => entity.Status).HasDefaultValue("new");
            row.Property(entity => entity.Twice).HasComputedColumnSql("\"Amount\" * 2", stored: true);
        });
        modelBuilder.Entity<Account>(account =>
        {
            account.HasIndex(entity => entity.Owner).IsUnique();
            account.Property(entity => entity.Balance).HasField("_balance");
            account.HasMany(entity => entity.Entries).WithOne().IsRequired();
        });
    }
}

public readonly record struct Color(byte Red, byte Green, byte Blue)
{
    public string ToText() => $"{Red:x2}{Green:x2}{Blue:x2}";

    public static Color Parse(string text) => Convert.FromHexString(text) is [var red, var green, var blue]
        ? new Color(red, green, blue)
        : throw new FormatException();
}

public enum Level
{
    Low,
    High,
}

public sealed class ConvertedRow : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public Color Color { get; set; }

    public Level Level { get; set; }
}

public sealed class GeneratedRow : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int Amount { get; set; }

    public string? Status { get; set; }

    public int Twice { get; set; }
}

/// <summary>An aggregate that can be changed through its methods only.</summary>
public sealed class Account
{
    private readonly List<AccountEntry> _entries = [];
    private int _balance;

    private Account(string owner) => Owner = owner;

    public int Id { get; private set; }

    public string Owner { get; private set; }

    public int Balance => _balance;

    public IReadOnlyCollection<AccountEntry> Entries => _entries;

    public static Account Open(string owner) => new(owner);

    public void Post(int amount)
    {
        _entries.Add(new AccountEntry(amount));
        _balance += amount;
        if (_balance < 0) throw new InvalidOperationException("The account is overdrawn.");
    }
}

public sealed class AccountEntry(int amount)
{
    public int Id { get; private set; }

    public int Amount { get; private set; } = amount;
}
