namespace Conditional.Bulk.Contracts.Batches;

/// <summary>
/// Rows that are not there when a batch begins, and may be there when their item's turn comes: under the same text, or under another one that the
/// database takes for the same.
/// </summary>
public abstract class MissingRowTests(TestProvider provider, EngineSetting engine) : ContractTests<TagContext>(provider, engine)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkWrite_RowIsCreatedBefore_IsFoundAsTheDatabaseCompares(bool isIgnored) => await ShouldBeAsync(
        isIgnored,
        [Tag("a", 1), ByName("a", 2), ByName(A, 3), ByName("b", 4), Tag(B, 5), ByName("b", 6), Purge("c"), Tag("e", 7), ByName(Other("e"), 8)],
        isIgnored ? [true, true, true, false, true, true, false, true, true] : [true, true, false, false, true, false, false, true, false],
        isIgnored ? ["a 3", $"{B} 6", "e 8"] : ["a 2", $"{B} 5", "e 7"]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkWrite_RowWithTheCodeIsCreatedBefore_IsFoundAsTheDatabaseCompares(bool isIgnored) => await ShouldBeAsync(
        isIgnored,
        [Part(1, "a"), ByCode("a", "x"), ByCode(A, "y"), ByCode("b", "z"), Part(2, "b"), ByCode(B, "w")],
        isIgnored ? [true, true, true, false, true, true] : [true, true, false, false, true, false],
        isIgnored ? ["1 a y", "2 b w"] : ["1 a x", "2 b "]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkWrite_RowIsGivenTheCodeBefore_IsFoundAsTheDatabaseCompares(bool isIgnored)
    {
        await SeedAsync(new Part { Id = 1, Code = "old" }, new Part { Id = 2, Code = "other" });

        await ShouldBeAsync(
            isIgnored,
            [ById(2, part => part.Note = "n"), ById(1, part => part.Code = "new"), ByCode("old", "no"), ByCode(Other("new"), "x"), ByCode("new", "y")],
            isIgnored ? [true, true, false, true, true] : [true, true, false, false, true],
            ["1 new y", "2 other n"]);
    }

    [Fact]
    public async Task BulkWrite_CodeOfAPurgedRow_IsNotFound()
    {
        await SeedAsync(new Part { Id = 1, Code = "a" });

        await ShouldBeAsync(
            false,
            [new Purger<Part>(1), ByCode("b", "x"), ByCode("a", "y"), Part(2, "a"), ByCode("a", "z")],
            [true, false, false, true, true],
            ["2 a z"]);
    }

    [Fact]
    public async Task BulkWrite_GeneratedKeyIsThatOfAMissingRow_IsFound() => await ShouldBeAsync(
        false,
        [CreatorSpec.For(() => new Ticket()), Number(1, "x"), Number(2, "y"), CreatorSpec.For(() => new Ticket()), Number(2, "z")],
        [true, true, false, true, true],
        ["1 x", "2 z"]);

    /// <summary>The filter stands at the root of a hierarchy whose types have tables of their own.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkWrite_HiddenRowIsShownBefore_IsFound(bool byPrimaryKey)
    {
        await SeedAsync(new Cat { Id = 1, Code = "a", IsHidden = true }, new Cat { Id = 2, Code = "b" });
        UpdaterSpec<Cat> note = UpdaterSpec.For<Cat>(cat => cat.Note = "seen");
        IBulkWrite[] writes =
        [
            new Updater<Cat>(UpdaterSpec.For<Cat>(cat => cat.Note = "other"), 2),
            new Updater<Cat>(UpdaterSpec.For<Cat>(cat => cat.IsHidden = false), 1) { IgnoreQueryFilters = [TagContext.Visible] },
            byPrimaryKey ? new Updater<Cat>(note, 1) : new Updater<Cat>(note, Key<Cat>.Of(cat => cat.Code, "a")),
        ];

        var result = await NewOps().BulkWritePartialAsync(new WriteBatch<int>(Enumerable.Range(0, 3), i => writes[i]));

        result.Items.Select(item => item.IsSuccess).Should().Equal(true, true, true);
        (await CommittedAsync(context => context.Set<Cat>().OrderBy(cat => cat.Id).Select(cat => cat.Note).ToListAsync())).Should().Equal("seen", "other");
    }

    private async Task ShouldBeAsync(bool isIgnored, IReadOnlyList<IBulkWrite> writes, bool[] succeed, string[] rows)
    {
        if (isIgnored) await IgnoreAsync();

        var result = await NewOps().BulkWritePartialAsync(new WriteBatch<int>(Enumerable.Range(0, writes.Count), i => writes[i]));

        result.Items.Select(item => item.IsSuccess).Should().Equal(succeed);
        result.Failed.Should().OnlyContain(failed => failed.Failure.Kind == WriteFailureKind.TargetNotFound);
        (await CommittedAsync(async context => (await context.Set<Tag>().ToListAsync()).Select(tag => $"{tag.Name} {tag.Rank}")
            .Concat((await context.Set<Part>().ToListAsync()).Select(part => $"{part.Id} {part.Code} {part.Note}"))
            .Concat((await context.Set<Ticket>().ToListAsync()).Select(ticket => $"{ticket.Id} {ticket.Note}"))
            .ToList())).Should().BeEquivalentTo(rows);
    }

    private string A => Other("a");

    private string B => Other("b");

    /// <summary>What is taken for the same, if such differences are ignored: another accent on PostgreSQL, another case on SQLite.</summary>
    private string Other(string text) => Provider.LocksRows ? text.Replace("a", "á").Replace("b", "ḃ").Replace("e", "é") : text.ToUpperInvariant();

    /// <summary>Makes the database compare names and codes in another way than byte by byte, unknown to the model.</summary>
    private Task IgnoreAsync() => ExecuteAsync(Provider.LocksRows
        ? """
          CREATE COLLATION ignoring (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
          ALTER TABLE "Tag" ALTER COLUMN "Name" TYPE text COLLATE ignoring;
          ALTER TABLE "Part" ALTER COLUMN "Code" TYPE text COLLATE ignoring;
          """
        : """
          CREATE TABLE "Tag2" ("Name" TEXT COLLATE NOCASE NOT NULL PRIMARY KEY, "Rank" INTEGER NOT NULL);
          CREATE TABLE "Part2" ("Id" INTEGER NOT NULL PRIMARY KEY, "Code" TEXT COLLATE NOCASE NOT NULL UNIQUE, "Note" TEXT NOT NULL);
          INSERT INTO "Part2" SELECT "Id", "Code", "Note" FROM "Part";
          DROP TABLE "Tag"; ALTER TABLE "Tag2" RENAME TO "Tag";
          DROP TABLE "Part"; ALTER TABLE "Part2" RENAME TO "Part";
          """);

    private static CreatorSpec<Tag> Tag(string name, int rank) => CreatorSpec.For(() => new Tag { Name = name, Rank = rank });

    private static Updater<Tag> ByName(string name, int rank) => new(UpdaterSpec.For<Tag>(tag => tag.Rank = rank), name);

    private static Purger<Tag> Purge(string name) => new(name);

    private static CreatorSpec<Part> Part(int id, string code) => CreatorSpec.For(() => new Part { Id = id, Code = code });

    private static Updater<Part> ById(int id, Action<Part> apply) => new(UpdaterSpec.For(apply), id);

    private static Updater<Part> ByCode(string code, string note) =>
        new(UpdaterSpec.For<Part>(part => part.Note = note), Key<Part>.Of(part => part.Code, code));

    private static Updater<Ticket> Number(int id, string note) => new(UpdaterSpec.For<Ticket>(ticket => ticket.Note = note), id);
}

public sealed class TagContext(DbContextOptions<TagContext> options) : DbContext(options)
{
    public const string Visible = nameof(Visible);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tag>().HasKey(tag => tag.Name);
        modelBuilder.Entity<Part>(part =>
        {
            part.Property(row => row.Id).ValueGeneratedNever();
            part.HasIndex(row => row.Code).IsUnique();
        });
        modelBuilder.Entity<Ticket>();
        modelBuilder.Entity<Animal>(animal =>
        {
            animal.UseTpcMappingStrategy();
            animal.Property(row => row.Id).ValueGeneratedNever();
            animal.HasIndex(row => row.Code).IsUnique();
            animal.HasQueryFilter(Visible, row => !row.IsHidden);
        });
        modelBuilder.Entity<Cat>();
    }
}

public sealed class Tag
{
    public required string Name { get; set; }

    public int Rank { get; set; }
}

public sealed class Part
{
    public int Id { get; set; }

    public required string Code { get; set; }

    public string Note { get; set; } = "";
}

/// <summary>Its key is the database's.</summary>
public sealed class Ticket
{
    public int Id { get; set; }

    public string Note { get; set; } = "";
}

public abstract class Animal
{
    public int Id { get; set; }

    public required string Code { get; set; }

    public bool IsHidden { get; set; }

    public string Note { get; set; } = "";
}

public sealed class Cat : Animal;
