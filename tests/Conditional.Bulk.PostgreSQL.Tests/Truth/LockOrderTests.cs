using Conditional.Bulk.PostgreSQL.Tests.Locking;

namespace Conditional.Bulk.PostgreSQL.Tests.Truth;

/// <summary>
/// A window takes its locks in an order that does not depend on that of its items, so two batches with the same rows do not wait for
/// each other: whichever row another session holds, the same other rows are locked by then.
/// </summary>
[Collection(PostgreSqlTruthCollection.Name)]
public sealed class LockOrderTests(PostgreSqlTestProvider provider)
    : ContractTests<TurnstileContext>(provider, EngineSetting.InWindows)
{
    public static TheoryData<string> Permutations => ["3 2 1", "2 3 1", "2 1 3", "3 1 2"];

    [Theory]
    [MemberData(nameof(Permutations))]
    public Task BulkConditionalCreate_GatesInAnyOrder_AreLockedInOne(string order) => ShouldLockInOneOrderAsync(
        "Turnstiles", order, (ops, ids) => ops.BulkConditionalCreatePartialAsync<Passage>(
            [.. ids.Select(id => CreatorSpec.For(() => new Passage { Id = id }).OnlyIf(OnlyIf.Exists<Turnstile>(row => row.Id == id)))]));

    [Theory]
    [MemberData(nameof(Permutations))]
    public Task BulkConditionalCreate_GatesByNameInAnyOrder_AreLockedInOne(string order) => ShouldLockInOneOrderAsync(
        "Turnstiles", order, (ops, ids) => ops.BulkConditionalCreatePartialAsync<Passage>(
        [
            .. ids.Select(id => $"{id}").Select(name => CreatorSpec.For(() => new Passage { Id = int.Parse(name) })
                .OnlyIf(OnlyIf.Exists<Turnstile>(row => row.Name == name))),
        ]));

    [Theory]
    [MemberData(nameof(Permutations))]
    public Task BulkConditionalCreate_CombinedGatesInAnyOrder_AreLockedInOne(string order) => ShouldLockInOneOrderAsync(
        "Turnstiles", order, (ops, ids) => ops.BulkConditionalCreatePartialAsync<Passage>(
        [
            CreatorSpec.For(() => new Passage { Id = 1 })
                .OnlyIf(ids.Select(id => OnlyIf.Exists<Turnstile>(row => row.Id == id)).Aggregate((a, b) => a & b)),
            CreatorSpec.For(() => new Passage { Id = 2 }).OnlyIf(OnlyIf.Exists<Turnstile>(row => row.Id == ids[1])),
        ]));

    [Theory]
    [MemberData(nameof(Permutations))]
    public Task BulkUpdate_NumbersInAnyOrder_AreLockedInOne(string order) => ShouldLockInOneOrderAsync(
        "Turnstiles", order, (ops, ids) => ops.BulkUpdatePartialAsync(ids.Select(id => new Updater<Turnstile>(UpdaterSpec.For<Turnstile>(row => row.Count++), id))));

    [Theory]
    [MemberData(nameof(Permutations))]
    public Task BulkUpdate_KeysThatCannotBeComparedInAnyOrder_AreLockedInOne(string order) => ShouldLockInOneOrderAsync(
        "Barriers", order, (ops, ids) => ops.BulkUpdatePartialAsync(ids.Select(id => new Updater<Barrier>(UpdaterSpec.For<Barrier>(row => row.Count++), new BarrierId(id)))));

    [Theory]
    [MemberData(nameof(Permutations))]
    public Task BulkPurge_KeysThatCannotBeComparedInAnyOrder_AreLockedInOne(string order) => ShouldLockInOneOrderAsync(
        "Barriers", order, (ops, ids) => ops.BulkPurgePartialAsync(ids.Select(id => new Purger<Barrier>(new BarrierId(id)))));

    [Theory]
    [MemberData(nameof(Permutations))]
    public Task BulkUpdate_CompositeKeysInAnyOrder_AreLockedInOne(string order) => ShouldLockInOneOrderAsync(
        "Fences", order, (ops, ids) => ops.BulkUpdatePartialAsync(ids.Select(id => new Updater<Fence>(UpdaterSpec.For<Fence>(row => row.Count++), new BarrierId(7), id))));

    [Fact]
    public async Task BulkUpdateWithGates_ManyBatchesInOppositeOrders_NoneIsADeadlock()
    {
        await SeedRowsAsync();
        var failures = new System.Collections.Concurrent.ConcurrentBag<Exception>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(async () =>
        {
            for (var round = 0; round < 10; round++)
            {
                int[] ids = n % 2 == 0 ? [1, 2, 3] : [3, 2, 1];
                try
                {
                    await NewOpsProvider(InWindows).WriteAsync((ops, token) => ops.BulkConditionalUpdatePartialAsync<Barrier>(
                        [
                            .. ids.Select(id => new Updater<Barrier>(UpdaterSpec.For<Barrier>(row => row.Count++), new BarrierId(id))
                                .OnlyIf(OnlyIf.Exists<Turnstile>(row => row.Id == 4 - id))),
                        ],
                        cancellationToken: token));
                }
                catch (Exception exception)
                {
                    failures.Add(exception);
                }
            }
        })));

        failures.Should().BeEmpty();
        (await CommittedAsync(context => context.Barriers.SumAsync(row => row.Count))).Should().Be(4 * 10 * 3);
    }

    /// <summary>Compares what is locked while each row is held by another session, with that of the items in ascending order.</summary>
    private async Task ShouldLockInOneOrderAsync<T>(
        string table, string order, Func<WriteOps<TurnstileContext>, int[], Task<BulkResult<T>>> write)
        where T : class
    {
        await SeedRowsAsync();
        int[] permuted = [.. order.Split(' ').Select(int.Parse)];
        foreach (var held in new[] { 1, 2, 3 })
        {
            var expected = await LockedWhileHeldAsync(table, held, ops => write(ops, [1, 2, 3]));
            var actual = await LockedWhileHeldAsync(table, held, ops => write(ops, permuted));
            actual.Should().Equal(expected, $"row {held} is held, and the order of the items does not matter");
        }
    }

    private async Task<List<int>> LockedWhileHeldAsync<T>(
        string table, int held, Func<WriteOps<TurnstileContext>, Task<BulkResult<T>>> write)
        where T : class
    {
        await using var holder = await Session.OpenAsync(Database);
        await holder.BeginAsync();
        await holder.ExecuteAsync($"SELECT 1 FROM \"{table}\" WHERE \"Id\" = {held} FOR UPDATE");
        await using var context = NewContext(InWindows);
        await using var transaction = await context.Database.BeginTransactionAsync();
        var writing = Task.Run(() => write(new WriteOps<TurnstileContext>(context)));
        await holder.UntilWaitedForAsync(writing);

        var locked = new List<int>();
        await using (var other = await Session.OpenAsync(Database))
        {
            foreach (var id in new[] { 1, 2, 3 }.Where(id => id != held))
            {
                if (!await other.CanLockAsync($"\"{table}\" WHERE \"Id\" = {id}", "UPDATE")) locked.Add(id);
            }
        }

        await holder.EndAsync(Ending.Rollback);
        await writing;
        await transaction.RollbackAsync();
        return locked;
    }

    private void InWindows(DbContextOptionsBuilder options) => Database.Configure(options, new BulkOptions());

    private Task SeedRowsAsync() => SeedAsync(
    [
        .. Enumerable.Range(1, 3).Select(id => new Turnstile { Id = id, Name = $"{id}" }),
        .. Enumerable.Range(1, 3).Select(id => new Barrier { Id = new(id) }),
        .. Enumerable.Range(1, 3).Select(id => new Fence { Owner = new(7), Id = id }),
    ]);
}

public sealed class TurnstileContext(DbContextOptions<TurnstileContext> options) : DbContext(options)
{
    public DbSet<Barrier> Barriers => Set<Barrier>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Turnstile>().ToTable("Turnstiles").Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Passage>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Barrier>().Property(row => row.Id)
            .HasConversion(id => id.Value, value => new BarrierId(value)).ValueGeneratedNever();
        modelBuilder.Entity<Fence>(fence =>
        {
            fence.ToTable("Fences").HasKey(row => new { row.Owner, row.Id });
            fence.Property(row => row.Owner).HasConversion(id => id.Value, value => new BarrierId(value)).ValueGeneratedNever();
            fence.Property(row => row.Id).ValueGeneratedNever();
        });
    }
}

public sealed class Turnstile
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int Count { get; set; }
}

public sealed class Passage
{
    public int Id { get; set; }
}

/// <summary>Has no order.</summary>
public readonly record struct BarrierId(int Value);

public sealed class Barrier
{
    public BarrierId Id { get; set; }

    public int Count { get; set; }
}

public sealed class Fence
{
    public BarrierId Owner { get; set; }

    public int Id { get; set; }

    public int Count { get; set; }
}
