using Conditional.Bulk.Contracts.Windows;
using static Conditional.Bulk.Contracts.Upserts.UpsertWrites;

namespace Conditional.Bulk.Contracts.Upserts;

/// <summary>Upserts in windows: rows that are there and rows that are not together, with the results of item by item.</summary>
public abstract class UpsertWindowTests(TestProvider provider) : WindowTests<UpsertContext>(provider)
{
    private static readonly BulkOptions s_itemByItem = new() { ItemsPerWindow = 1 };

    [Fact]
    public async Task BulkUpsert_HalfIsThere_IsOneWindow()
    {
        await SeedAsync([.. Enumerable.Range(1, 40).Select(i => new Product { Sku = $"S{2 * i:00}", Name = $"{i}" })]);

        var result = await NewWatchedOps().BulkUpsertPartialAsync(Enumerable.Range(1, 80).Select(i => UpsertProduct($"S{i:00}", i)), InWindows);

        result.Outcomes().Should().Equal(Enumerable.Repeat(new[] { "Created", "Updated" }, 40).SelectMany(pair => pair));
        Windows.Should().Equal(80);
    }

    [Fact]
    public async Task BulkUpsert_SameNewKeyAgain_BeginsAnotherWindow()
    {
        var result = await NewWatchedOps().BulkUpsertPartialAsync([Count(1), Count(2), Count(1), Count(3)], InWindows);

        result.Outcomes().Should().Equal("Created", "Created", "Updated", "Created");
        Windows.Should().Equal(2, 2);
    }

    [Fact]
    public async Task BulkUpsert_NewRowsThatFailForTheirValues_LeaveTheWindowWhole()
    {
        var result = await NewWatchedOps().BulkUpsertPartialAsync(
            [UpsertProduct("E", 1), UpsertProduct("D", 2), UpsertProduct("C", -1), UpsertProduct("B", -2), UpsertProduct("A", 5)], InWindows);

        result.Outcomes().Should().Equal("Created", "Created", "CheckViolation", "CheckViolation", "Created");
        Windows.Should().Equal(5);
    }

    [Fact]
    public async Task BulkWrite_NewRowThatFailsWhereAnItemBeforeHasMadeTheRow_IsUpdatedInItsPlace()
    {
        await SeedAsync(new Product { Sku = "A", Name = "first", Price = 1 });
        var upsert = new Upserter<Product>(
            NewNamed("B", "second", -1), UpdaterSpec.For<Product>(product => product.Name = "found"), Key<Product>.Of(product => product.Sku, "B"));
        IBulkWrite[] writes = [new Updater<Product>(UpdaterSpec.For<Product>(product => product.Sku = "B"), Sku("A")), upsert, UpsertProduct("C", 3)];

        (await RunAsync(writes, InWindows)).Should().Equal(await RunAsync(writes, s_itemByItem)).And.Contain("Updated B found 1");
    }

    [Fact]
    public async Task BulkWrite_NewRowThatFailsWhereTheRowComesAndIsRenamed_IsUpdatedInItsPlace()
    {
        await SeedAsync(new Product { Sku = "A", Name = "first", Price = 1 });
        var id = await CommittedAsync(context => context.Set<Product>().Select(product => product.Id).SingleAsync());
        var upsert = new Upserter<Product>(
            NewNamed("B", "second", -1), UpdaterSpec.For<Product>(product => product.Price = 2), Key<Product>.Of(product => product.Sku, "B"));
        IBulkWrite[] writes =
        [
            new Updater<Product>(UpdaterSpec.For<Product>(product => product.Sku = "B"), Sku("A")),
            upsert,
            new Updater<Product>(UpdaterSpec.For<Product>(product => product.Sku = "C"), id),
        ];

        (await RunAsync(writes, InWindows)).Should().Equal(await RunAsync(writes, s_itemByItem)).And.Contain(row => row.StartsWith("Updated"));
    }

    [Fact]
    public async Task BulkWrite_NewRowThatFailsWhereTheRowComesAndGoes_IsUpdatedInItsPlace()
    {
        await SeedAsync(new Product { Sku = "A", Name = "first", Price = 1 });
        var upsert = new Upserter<Product>(
            NewNamed("B", "second", -1), UpdaterSpec.For<Product>(product => product.Price = 2), Key<Product>.Of(product => product.Sku, "B"));
        IBulkWrite[] writes = [new Updater<Product>(UpdaterSpec.For<Product>(product => product.Sku = "B"), Sku("A")), upsert, new Purger<Product>(Sku("A"))];

        (await RunAsync(writes, InWindows)).Should().Equal(await RunAsync(writes, s_itemByItem));
    }

    /// <summary>Few keys, each named in several ways, so that items meet often.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task BulkWrite_RandomBatches_AreAsItemByItem(int seed)
    {
        var random = new Random(seed);
        await SeedAsync([.. Enumerable.Range(1, 5).Select(i => new Product { Sku = $"s{i}", Name = $"n{i}", Price = i })]);
        await SeedAsync([.. Enumerable.Range(1, 3).Select(i => new Counter { Id = i, Count = i }), new Member { TenantId = 1, ExternalId = 1, IsDeleted = true }]);

        for (var round = 0; round < 15; round++)
        {
            var writes = Enumerable.Range(0, random.Next(2, 14)).Select(_ => Next(random)).ToArray();
            var expected = await RunAsync(writes, s_itemByItem);
            var actual = await RunAsync(writes, InWindows);
            var shared = await RunAsync(writes, InWindows with { ItemsPerSavepoint = 100 });

            actual.Should().Equal(expected, $"of seed {seed}, round {round}");
            shared.Should().Equal(expected, $"of seed {seed}, round {round}");
        }
    }

    private static IBulkWrite Next(Random random)
    {
        var sku = $"s{random.Next(1, 9)}";
        var name = $"n{random.Next(1, 9)}";
        var id = random.Next(1, 6);
        var price = random.Next(-1, 6);
        var cheap = OnlyIf.Target<Product>(product => product.Price < 3);
        return random.Next(13) switch
        {
            0 => CreatorSpec.For(() => new Product { Sku = sku, Name = name, Price = price }),
            1 => new Updater<Product>(UpdaterSpec.For<Product>(product => product.Sku = sku), id),
            2 => new Updater<Product>(UpdaterSpec.For<Product>(product => product.Price = price), Sku(sku)),
            3 => new Purger<Product>(Sku(sku)),
            4 => UpsertProduct(sku, price, name).OnlyIf(cheap | OnlyIf.NotExists<Product>(product => product.Sku == sku)),
            5 => UpsertProduct(sku, price, name).OnlyIf(cheap),
            6 => new Upserter<Product>(NewNamed(sku, name, price), UpdaterSpec.For<Product>(product => product.Sku = sku), Key<Product>.Of(product => product.Name, name)),
            7 => Count(id, price),
            8 => new Purger<Counter>(id),
            9 => UpsertMember(1, id, name, random.Next(2) == 0 ? [] : [UpsertContext.SoftDelete]),
            _ => UpsertProduct(sku, price, name),
        };
    }

    private static CreatorSpec<Product> NewNamed(string sku, string name, int price) =>
        CreatorSpec.For(() => new Product { Sku = sku, Name = name, Price = price });

    /// <summary>What became of the items, and the rows that are there then; nothing is kept.</summary>
    private async Task<List<string>> RunAsync(IBulkWrite[] writes, BulkOptions options)
    {
        await using var context = NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var result = await new WriteOps<UpsertContext>(context).BulkWritePartialAsync(new WriteBatch<int>(Enumerable.Range(0, writes.Length), i => writes[i]), options);
        List<string> seen =
        [
            .. result.Items.Select(item => item.Failure is { } failure
                ? $"{failure.Kind} {failure.ConstraintName} {failure.Message}"
                : $"{item.Action} {Of(item.Entity!)}"),
        ];
        foreach (var row in await context.Set<Product>().AsNoTracking().OrderBy(row => row.Sku).ToListAsync()) seen.Add(Of(row));
        foreach (var row in await context.Set<Counter>().AsNoTracking().OrderBy(row => row.Id).ToListAsync()) seen.Add(Of(row));
        foreach (var row in await context.Set<Member>().IgnoreQueryFilters().AsNoTracking().OrderBy(row => row.ExternalId).ToListAsync()) seen.Add(Of(row));
        return seen;
    }

    private static string Of(object row) => row switch
    {
        Product product => $"{product.Sku} {product.Name} {(int)product.Price}",
        Counter counter => $"{counter.Id} {counter.Count}",
        Member member => $"{member.ExternalId} {member.Name} {member.IsDeleted}",
        _ => "",
    };
}
