namespace Conditional.Bulk.Contracts.Failures;

/// <summary>
/// Writes a batch of five with one bad item and checks everything that must hold then: the results, the rows, the rows that
/// triggers wrote, and that the single-item verb fails in the same way.
/// </summary>
public abstract class FailureMatrixTests(TestProvider provider, EngineSetting engine)
    : ContractTests<WarehouseContext>(provider, engine)
{
    /// <summary>Stands in the bad values, and in no message of the library.</summary>
    protected const string Secret = "s3cr3t";

    /// <summary>As <see cref="Secret"/>, for numbers. The keys of the targets contain it, too.</summary>
    protected const int SecretNumber = 4711;

    protected const int MissingKey = 47_119_999;

    private const int BatchSize = 5;

    /// <summary>A row that bad items collide with.</summary>
    protected static Item Taken =>
        new() { Id = 47_110_000, Code = Secret, Serial = Secret, Region = Secret, Number = SecretNumber };

    protected static OnlyIf Open => OnlyIf.Exists<Shelf>(shelf => shelf.Name == "open");

    protected static OnlyIf Closed => OnlyIf.Exists<Shelf>(shelf => shelf.Name == Secret);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync([new Shelf { Name = "open" }, Taken, .. Enumerable.Range(0, BatchSize).Select(Target)]);
        foreach (var (verb, row) in new[] { ("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD") })
        {
            await ExecuteAsync(Provider.TriggerThatRuns(
                "Items", $"AFTER {verb}", $"""INSERT INTO "Audit" ("Verb", "Code") VALUES ('{verb}', {row}."Code")"""));
        }
    }

    /// <summary>The key of the row that the update or purge at a position is about.</summary>
    protected static int Key(int position) => 47_110_001 + position;

    protected static ConditionalCreator<Item> Create(Action<Item> damage, OnlyIf? gate = null) => CreatorSpec.For(() =>
    {
        var item = New("bad");
        damage(item);
        return item;
    }).OnlyIf(gate ?? Open);

    protected static ConditionalUpdater<Item> Update(int key, Action<Item> apply, OnlyIf? gate = null) =>
        new Updater<Item>(UpdaterSpec.For(apply), key).OnlyIf(gate ?? Open);

    protected static ConditionalPurger<Item> Purge(int key, OnlyIf? gate = null) => new Purger<Item>(key).OnlyIf(gate ?? Open);

    protected async Task CreateFailsAsync(int position, ExpectedFailure expected, ConditionalCreator<Item> bad)
    {
        var before = await ItemsAsync();
        var batch = Batch(position, bad, i => CreatorSpec.For(() => New($"good-{i}")).OnlyIf(Open));

        var result = await RunAsync(ops => ops.BulkConditionalCreatePartialAsync(new BulkConditionalCreator<Item>(batch)));

        VerifyResults(result, position, expected);
        result.Succeeded.Select(item => item.Code).Should().Equal(Good(position).Select(i => $"good-{i}"));
        await VerifySingleAsync(expected, result.Failed[0], ops => ops.CreateAsync(bad));
        await VerifyRowsAsync([.. before, .. result.Succeeded]);
        await VerifyAuditAsync("INSERT", result.Succeeded);
    }

    protected async Task UpdateFailsAsync(int position, ExpectedFailure expected, ConditionalUpdater<Item> bad)
    {
        var before = await ItemsAsync();
        var batch = Batch(position, bad, i => Update(Key(i), item => item.Amount = 100 + i));

        var result = await RunAsync(ops => ops.BulkConditionalUpdatePartialAsync(new BulkConditionalUpdater<Item>(batch)));

        VerifyResults(result, position, expected);
        result.Succeeded.Select(item => (item.Id, item.Amount)).Should().Equal(Good(position).Select(i => (Key(i), 100 + i)));
        await VerifySingleAsync(expected, result.Failed[0], ops => ops.UpdateAsync(bad));
        await VerifyRowsAsync([.. Without(before, result.Succeeded), .. result.Succeeded]);
        await VerifyAuditAsync("UPDATE", result.Succeeded);
    }

    protected async Task PurgeFailsAsync(int position, ExpectedFailure expected, ConditionalPurger<Item> bad)
    {
        var before = await ItemsAsync();
        var batch = Batch(position, bad, i => Purge(Key(i)));

        var result = await RunAsync(ops => ops.BulkConditionalPurgePartialAsync(new BulkConditionalPurger<Item>(batch)));

        VerifyResults(result, position, expected);
        result.Succeeded.Should().BeEquivalentTo(Good(position).Select(i => before.Single(item => item.Id == Key(i))));
        await VerifySingleAsync(expected, result.Failed[0], ops => ops.PurgeAsync(bad));
        await VerifyRowsAsync([.. Without(before, result.Succeeded)]);
        await VerifyAuditAsync("DELETE", result.Succeeded);
    }

    /// <summary>How the verbs are called.</summary>
    protected virtual Task<TResult> RunAsync<TResult>(Func<WriteOps<WarehouseContext>, Task<TResult>> write) => write(NewOps());

    protected Task<List<Item>> ItemsAsync() => CommittedAsync(context => context.Items.AsNoTracking().Include(item => item.Parts)
        .OrderBy(item => item.Id).ToListAsync());

    /// <summary>The rows that were not there before, in the order of their generated keys.</summary>
    protected async Task<List<Item>> CreatedAsync() =>
        [.. (await ItemsAsync()).Where(item => item.Id < Taken.Id || item.Id > Key(BatchSize - 1))];

    protected static Item New(string code) => new() { Code = code, Serial = code, Number = code.Sum(character => character) };

    private static Item Target(int position) => new()
    {
        Id = Key(position),
        Code = $"target-{position}",
        Serial = $"target-{position}",
        Number = 1 + position,
        Note = $"target-{position}",
    };

    private static IEnumerable<int> Good(int bad) => Enumerable.Range(0, BatchSize).Where(i => i != bad);

    private static T[] Batch<T>(int position, T bad, Func<int, T> good) =>
        [.. Enumerable.Range(0, BatchSize).Select(i => i == position ? bad : good(i))];

    private static IEnumerable<Item> Without(IEnumerable<Item> items, IEnumerable<Item> those) =>
        items.ExceptBy(those.Select(item => item.Id), item => item.Id);

    private static void VerifyResults(BulkResult<Item> result, int position, ExpectedFailure expected)
    {
        result.Items.Select(item => item.Index).Should().Equal(0, 1, 2, 3, 4);
        result.Items.Where(item => item.IsSuccess).Select(item => item.Index).Should().Equal(Good(position));
        expected.Verify(result.Items[position].Failure, position, Secret, $"{SecretNumber}");
    }

    private async Task VerifySingleAsync(
        ExpectedFailure expected, WriteFailure inBulk, Func<WriteOps<WarehouseContext>, Task<Item>> write)
    {
        var thrown = (await FluentActions.Awaiting(() => RunAsync(write)).Should().ThrowAsync<Exception>()).Which;

        var facts = WriteFailure.Of(thrown);
        expected.Verify(facts, 0, Secret, $"{SecretNumber}");
        facts!.Exception.Should().BeOfType(inBulk.Exception.GetType());

        // The execution strategy of WriteAsync wraps what Npgsql holds for transient, a lock timeout for one.
        new[] { thrown, thrown.InnerException }.Should().Contain(facts.Exception);
    }

    private async Task VerifyRowsAsync(IEnumerable<Item> expected) => (await ItemsAsync()).Should().BeEquivalentTo(expected);

    private async Task VerifyAuditAsync(string verb, IEnumerable<Item> items)
    {
        var audit = await CommittedAsync(context => context.Audit.AsNoTracking().OrderBy(row => row.Id).ToListAsync());
        audit.Select(row => (row.Verb, row.Code)).Should().Equal(items.Select(item => (verb, item.Code)));
    }
}
