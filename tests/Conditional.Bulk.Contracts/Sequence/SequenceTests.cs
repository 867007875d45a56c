namespace Conditional.Bulk.Contracts.Sequence;

/// <summary>Items run in order, and each sees what succeeded before it.</summary>
public abstract class SequenceTests(TestProvider provider, EngineSetting engine) : ContractTests<LedgerContext>(provider, engine)
{
    [Fact]
    public async Task Create_GatesOnEarlierItems_SeeTheirRows()
    {
        var result = await NewOps().BulkConditionalCreatePartialAsync<Entry>(
        [
            Create("early").OnlyIf(NotExists("first")),
            Create("first").OnlyIf(NotExists("first")),
            Create("because of first").OnlyIf(Exists("first")),
            Create("in spite of first").OnlyIf(NotExists("first")),
            Create("last").OnlyIf(Exists("because of first") & NotExists("in spite of first")),
        ]);

        result.Items.Select(Outcome).Should().Equal(null, null, null, WriteFailureKind.NotAllowed, null);
        (await NamesAsync()).Should().Equal("early", "first", "because of first", "last");
    }

    [Fact]
    public async Task Update_GatesOnEarlierItems_SeeTheirChanges()
    {
        var (a, b, c) = await SeedThreeAsync();
        var aIsRich = OnlyIf.Exists<Entry>(entry => entry.Name == "a" && entry.Amount == 100);

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Entry>(
        [
            SetAmount(b, 1).OnlyIf(aIsRich),
            SetAmount(a, 100).OnlyIf(!aIsRich),
            SetAmount(b, 2).OnlyIf(aIsRich),
            SetAmount(c, 3).OnlyIf(!aIsRich),
        ]);

        result.Items.Select(Outcome).Should().Equal(WriteFailureKind.NotAllowed, null, null, WriteFailureKind.NotAllowed);
        (await AmountsAsync()).Should().Equal(("a", 100), ("b", 2), ("c", 0));
    }

    [Fact]
    public async Task Purge_GatesOnEarlierItems_SeeThatTheirRowsAreGone()
    {
        var (a, b, c) = await SeedThreeAsync();

        var result = await NewOps().BulkConditionalPurgePartialAsync<Entry>(
        [
            new Purger<Entry>(c).OnlyIf(NotExists("a")),
            new Purger<Entry>(a).OnlyIf(Exists("a")),
            new Purger<Entry>(b).OnlyIf(Exists("a")),
            new Purger<Entry>(c).OnlyIf(NotExists("a")),
        ]);

        result.Items.Select(Outcome).Should().Equal(WriteFailureKind.NotAllowed, null, WriteFailureKind.NotAllowed, null);
        (await NamesAsync()).Should().Equal("b");
    }

    [Fact]
    public async Task Update_OneKeyThreeTimes_EachOnTopOfTheLast()
    {
        var (a, _, _) = await SeedThreeAsync();
        var seen = new List<int>();
        var addTen = new Updater<Entry>(
            UpdaterSpec.For<Entry>(entry =>
            {
                seen.Add(entry.Amount);
                entry.Amount += 10;
            }),
            a);

        var result = await NewOps().BulkUpdatePartialAsync([addTen, addTen, addTen]);

        seen.Should().Equal(0, 10, 20);
        result.Succeeded.Select(entry => entry.Amount).Should().Equal(10, 20, 30);
        (await AmountsAsync()).Should().Equal(("a", 30), ("b", 0), ("c", 0));
    }

    [Fact]
    public async Task Update_OneKeyThreeTimesSecondFails_ThirdIsOnTopOfTheFirst()
    {
        var (a, _, _) = await SeedThreeAsync();

        var result = await NewOps().BulkUpdatePartialAsync([Add(a, 10), Add(a, -100), Add(a, 5)]);

        result.Items.Select(Outcome).Should().Equal(null, WriteFailureKind.CheckViolation, null);
        result.Succeeded.Select(entry => entry.Amount).Should().Equal(10, 15);
        (await AmountsAsync()).Should().Equal(("a", 15), ("b", 0), ("c", 0));
    }

    [Fact]
    public async Task Update_TargetGateOnAnEarlierItem_SeesTheCurrentRow()
    {
        var (a, _, _) = await SeedThreeAsync();
        var unchanged = OnlyIf.Target<Entry>(entry => entry.Amount == 0);

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Entry>(
            [Add(a, 10).OnlyIf(unchanged), Add(a, 10).OnlyIf(unchanged), Add(a, 10).OnlyIf(!unchanged)]);

        result.Items.Select(Outcome).Should().Equal(null, WriteFailureKind.NotAllowed, null);
        (await AmountsAsync()).Should().Equal(("a", 20), ("b", 0), ("c", 0));
    }

    [Fact]
    public async Task Update_ValueFreedByAnEarlierItem_Succeeds()
    {
        var (a, b, c) = await SeedThreeAsync();

        var result = await NewOps().BulkUpdatePartialAsync([Rename(b, "a"), Rename(a, "d"), Rename(b, "a"), Rename(c, "b")]);

        result.Items.Select(Outcome).Should().Equal(WriteFailureKind.UniqueViolation, null, null, null);
        (await NamesAsync()).Should().Equal("d", "a", "b");
    }

    [Fact]
    public async Task Purge_OneKeyTwice_SecondIsTargetNotFound()
    {
        var (a, b, _) = await SeedThreeAsync();

        var result = await NewOps().BulkPurgePartialAsync<Entry>([new(a), new(b), new(a)]);

        result.Items.Select(Outcome).Should().Equal(null, null, WriteFailureKind.TargetNotFound);
        (await NamesAsync()).Should().Equal("c");
    }

    [Fact]
    public async Task Create_GateOnAFailedItem_DoesNotSeeItsRow()
    {
        var result = await NewOps().BulkConditionalCreatePartialAsync<Entry>(
        [
            Create("failed", amount: -1).OnlyIf(NotExists("failed")),
            Create("if it is there").OnlyIf(Exists("failed")),
            Create("if it is not there").OnlyIf(NotExists("failed")),
            Create("failed").OnlyIf(NotExists("failed")),
        ]);

        result.Items.Select(Outcome).Should().Equal(WriteFailureKind.CheckViolation, WriteFailureKind.NotAllowed, null, null);
        (await NamesAsync()).Should().Equal("if it is not there", "failed");
    }

    [Fact]
    public async Task Create_GateOnTheFirstWritesOfAFailedItem_DoesNotSeeThem()
    {
        var ops = NewOpsProvider();

        var result = await ops.WriteAsync((write, token) => write.BulkConditionalCreatePartialAsync<Entry>(
            [
                CreatorSpec.For<Entry>(() =>
                {
                    write.Context.Database.ExecuteSqlRaw(
                        """INSERT INTO "Entries" ("Name", "Amount") VALUES ('of the spec', 0)""");
                    throw new NotSupportedException();
                }).OnlyIf(NotExists("of the spec")),
                Create("if it is there").OnlyIf(Exists("of the spec")),
                Create("if it is not there").OnlyIf(NotExists("of the spec")),
            ],
            cancellationToken: token));

        result.Items.Select(Outcome).Should().Equal(WriteFailureKind.SpecFailed, WriteFailureKind.NotAllowed, null);
        (await NamesAsync()).Should().Equal("if it is not there");
    }

    [Fact]
    public async Task Write_VerbsOfOneTransaction_SeeEachOther()
    {
        var (a, b, _) = await SeedThreeAsync();

        var (created, updated, purged) = await NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            var creates = await ops.BulkConditionalCreatePartialAsync<Entry>(
                [Create("d").OnlyIf(NotExists("d")), Create("a").OnlyIf(NotExists("d"))], cancellationToken: token);
            var d = creates.Succeeded.Single().Id;
            var updates = await ops.BulkConditionalUpdatePartialAsync<Entry>(
                [Add(d, 7).OnlyIf(Exists("d")), Rename(a, "e").OnlyIf(Exists("d"))], cancellationToken: token);
            var purges = await ops.BulkConditionalPurgePartialAsync<Entry>(
                [
                    new Purger<Entry>(d).OnlyIf(OnlyIf.Target<Entry>(entry => entry.Amount == 7) & Exists("e")),
                    new Purger<Entry>(b).OnlyIf(Exists("d")),
                ],
                cancellationToken: token);
            return (creates, updates, purges);
        });

        created.Items.Select(Outcome).Should().Equal(null, WriteFailureKind.NotAllowed);
        updated.HasFailures.Should().BeFalse();
        purged.Items.Select(Outcome).Should().Equal(null, WriteFailureKind.NotAllowed);
        purged.Succeeded.Single().Amount.Should().Be(7);
        (await NamesAsync()).Should().Equal("e", "b", "c");
    }

    [Fact]
    public Task Create_SameUniqueValueWithGeneratedIntegerKeys_FirstWins() =>
        FirstWinsAsync((name, amount) => new Entry { Name = name, Amount = amount }, entry => entry.Id);

    [Fact]
    public Task Create_SameUniqueValueWithGuidKeys_FirstWins() =>
        FirstWinsAsync((name, _) => new GuidEntry { Name = name }, entry => entry.Id);

    [Fact]
    public Task Create_SameUniqueValueWithTextKeys_FirstWins() =>
        FirstWinsAsync((name, number) => new TextEntry { Id = $"key-{number}", Name = name }, entry => entry.Id);

    [Fact]
    public async Task Create_SameTextKeyTwice_FirstWins()
    {
        var result = await NewOps().BulkCreatePartialAsync(
            new[] { "a", "b", "c" }.Select(name => CreatorSpec.For(() => new TextEntry { Id = "same", Name = name })));

        result.Items.Select(Outcome).Should().Equal(null, WriteFailureKind.UniqueViolation, WriteFailureKind.UniqueViolation);
        (await CommittedAsync(context => context.Set<TextEntry>().Select(entry => entry.Name).ToListAsync())).Should().Equal("a");
    }

    [Fact]
    public async Task Create_TextKeyIsNull_SpecFailedAndOthersAreWritten()
    {
        var keys = new[] { "first", null, "third" };

        var result = await NewOps().BulkCreatePartialAsync(
            keys.Select(key => CreatorSpec.For(() => new TextEntry { Id = key!, Name = $"{key}" })));

        result.Items.Select(Outcome).Should().Equal(null, WriteFailureKind.SpecFailed, null);
        (await CommittedAsync(context => context.Set<TextEntry>().Select(entry => entry.Id).ToListAsync()))
            .Should().BeEquivalentTo("first", "third");
    }

    private static OnlyIf Exists(string name) => OnlyIf.Exists<Entry>(entry => entry.Name == name);

    private static OnlyIf NotExists(string name) => OnlyIf.NotExists<Entry>(entry => entry.Name == name);

    private static CreatorSpec<Entry> Create(string name, int amount = 0) =>
        CreatorSpec.For(() => new Entry { Name = name, Amount = amount });

    private static Updater<Entry> SetAmount(int id, int amount) =>
        new(UpdaterSpec.For<Entry>(entry => entry.Amount = amount), id);

    private static Updater<Entry> Add(int id, int amount) => new(UpdaterSpec.For<Entry>(entry => entry.Amount += amount), id);

    private static Updater<Entry> Rename(int id, string name) => new(UpdaterSpec.For<Entry>(entry => entry.Name = name), id);

    private static WriteFailureKind? Outcome<T>(ItemResult<T> item) where T : class => item.Failure?.Kind;

    private async Task FirstWinsAsync<T>(Func<string, int, T> make, Func<T, object> key) where T : class, INamed
    {
        var specs = new[] { "a", "same", "b", "same", "c" }.Select((name, i) => CreatorSpec.For(() => make(name, i)));

        var result = await NewOps().BulkCreatePartialAsync(specs);

        result.Items.Select(Outcome).Should().Equal(null, null, null, WriteFailureKind.UniqueViolation, null);
        var rows = await CommittedAsync(context => context.Set<T>().AsNoTracking().ToListAsync());
        rows.Select(row => (key(row), row.Name)).Should().BeEquivalentTo(result.Succeeded.Select(row => (key(row), row.Name)));
        rows.Select(row => row.Name).Should().BeEquivalentTo("a", "same", "b", "c");
    }

    private async Task<(int A, int B, int C)> SeedThreeAsync()
    {
        var entries = new[] { "a", "b", "c" }.Select(name => new Entry { Name = name }).ToArray();
        foreach (var entry in entries) await SeedAsync(entry);
        return (entries[0].Id, entries[1].Id, entries[2].Id);
    }

    private Task<List<string>> NamesAsync() =>
        CommittedAsync(context => context.Entries.OrderBy(entry => entry.Id).Select(entry => entry.Name).ToListAsync());

    private async Task<IEnumerable<(string Name, int Amount)>> AmountsAsync() =>
        (await CommittedAsync(context => context.Entries.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync()))
        .Select(entry => (entry.Name, entry.Amount));
}
