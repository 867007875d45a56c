using System.Globalization;
using Conditional.Bulk.Contracts.Upserts;
using Conditional.Bulk.PostgreSQL.Tests.Locking;
using Npgsql;
using static Conditional.Bulk.Contracts.Upserts.UpsertWrites;

namespace Conditional.Bulk.PostgreSQL.Tests.Upserts;

/// <summary>Sessions that upsert the same rows at the same time.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class UpsertRaceTests(PostgreSqlTestProvider provider) : ContractTests<UpsertContext>(provider, EngineSetting.InWindows)
{
    private const int Sessions = 8;
    private const int DefaultKeys = 200;

    private static int Keys =>
        int.TryParse(Environment.GetEnvironmentVariable("CONDITIONAL_BULK_RACE_KEYS"), CultureInfo.InvariantCulture, out var keys) ? keys : DefaultKeys;

    /// <summary>Every session adds one to every counter: nothing is lost if each of them comes to the number of sessions.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task BulkUpsert_SameNewKeysInRandomOrders_EveryItemSucceedsAndNothingIsLost(int? itemsPerSavepoint)
    {
        var options = new BulkOptions { ItemsPerSavepoint = itemsPerSavepoint };

        var results = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(session => Task.Run(() =>
            NewSessionOps().BulkUpsertPartialAsync(Shuffled(session, Enumerable.Range(1, Keys)).Select(id => Count(id)), options))));

        results.Should().OnlyContain(result => !result.HasFailures);
        results.SelectMany(result => result.Items).Count(item => item.Action == WriteAction.Created).Should().Be(Keys);
        var counts = await CommittedAsync(context => context.Set<Counter>().Select(counter => counter.Count).ToListAsync());
        counts.Should().HaveCount(Keys).And.OnlyContain(count => count == Sessions);
    }

    /// <summary>Rows that are there, rows that are not, and rows that only some sessions write, by text keys, with a primary key that is the database's.</summary>
    [Fact]
    public async Task BulkUpsert_OverlappingKeysOfAnIndex_EveryItemSucceedsAndNothingIsLost()
    {
        await SeedAsync([.. Enumerable.Range(1, Keys / 4).Select(i => new Product { Sku = $"S{4 * i}", Name = $"{i}", Price = 0 })]);
        Upserter<Product> Buy(int i) => new(
            NewProduct($"S{i}", 1), UpdaterSpec.For<Product>(product => product.Price++), Sku($"S{i}"));

        var results = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(session => Task.Run(() =>
            NewSessionOps().BulkUpsertPartialAsync(
                Shuffled(session, Enumerable.Range(1, Keys).Where(i => (i + session) % 3 > 0)).Select(Buy)))));

        results.Should().OnlyContain(result => !result.HasFailures);
        var prices = await CommittedAsync(context => context.Set<Product>().ToDictionaryAsync(product => product.Sku, product => (int)product.Price));
        prices.Should().HaveCount(Keys);
        prices.Should().BeEquivalentTo(Enumerable.Range(1, Keys).ToDictionary(
            i => $"S{i}", i => Enumerable.Range(0, Sessions).Count(session => (i + session) % 3 > 0)));
    }

    [Fact]
    public async Task Upsert_RowIsCreatedMeanwhile_IsUpdatedAndTheGateIsAskedAgain()
    {
        await using var session = await Session.OpenAsync(Database);
        await session.BeginAsync();
        await session.ExecuteAsync("""INSERT INTO "Counter" ("Id", "Count") VALUES (1, 10), (2, 10)""");

        var writing = NewOps().UpsertAsync(Count(1));
        var refused = NewOps().UpsertAsync(Count(2).OnlyIf(
            OnlyIf.Target<Counter>(counter => counter.Count < 5) | OnlyIf.NotExists<Counter>(counter => counter.Id == 2)));
        await PostgreSqlBackend.WaitUntilBlockedAsync(Database, sessions: 2);
        await session.EndAsync(Ending.Commit);

        var (counter, action) = await writing;
        (counter.Count, action).Should().Be((11, WriteAction.Updated));
        await refused.Awaiting(task => task).Should().ThrowAsync<ConditionalWriteNotAllowedException>();
    }

    [Fact]
    public async Task Upsert_RowIsCreatedAndHiddenMeanwhile_IsAUniqueViolation()
    {
        await using var session = await Session.OpenAsync(Database);
        await session.BeginAsync();
        await session.ExecuteAsync("""INSERT INTO "Member" ("TenantId", "ExternalId", "Name", "IsDeleted") VALUES (1, 1, 'Ann', true)""");

        var writing = NewOps().BulkUpsertPartialAsync([UpsertMember(1, 1, "x"), UpsertMember(1, 2, "y")]);
        await PostgreSqlBackend.WaitUntilBlockedAsync(Database);
        await session.EndAsync(Ending.Commit);

        (await writing).Outcomes().Should().Equal("UniqueViolation", "Created");
    }

    [Fact]
    public async Task BulkUpsert_OtherSessionRollsBack_RowIsCreated()
    {
        await using var session = await Session.OpenAsync(Database);
        await session.BeginAsync();
        await session.ExecuteAsync("""INSERT INTO "Counter" ("Id", "Count") VALUES (1, 10)""");

        var writing = NewOps().BulkUpsertPartialAsync([Count(2), Count(1)]);
        await PostgreSqlBackend.WaitUntilBlockedAsync(Database);
        await session.EndAsync(Ending.Rollback);

        (await writing).Outcomes().Should().Equal("Created", "Created");
    }

    /// <summary>The row that won is not in the snapshot: to say that there is none would be a lie, and to say that there is one as well.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BulkUpsert_SnapshotIsOlderThanTheRow_IsASerializationFailure(int itemsPerWindow)
    {
        await using var context = NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        (await context.Set<Counter>().CountAsync()).Should().Be(0);
        await SeedAsync(new Counter { Id = 1 });

        var writing = () => new WriteOps<UpsertContext>(context).BulkUpsertPartialAsync([Count(1), Count(2)], new() { ItemsPerWindow = itemsPerWindow });

        var thrown = (await writing.Should().ThrowAsync<DbUpdateException>()).Which;
        thrown.InnerException.Should().BeOfType<PostgresException>().Which.SqlState.Should().Be(PostgresErrorCodes.SerializationFailure);
        thrown.InnerException.As<PostgresException>().IsTransient.Should().BeTrue();
    }

    /// <summary>Found rows are locked by the columns of the key before they are loaded.</summary>
    [Fact]
    public async Task BulkUpsert_RowIsChangedMeanwhile_ChangeIsNotLost()
    {
        await SeedAsync(new Product { Sku = "A", Name = "a", Price = 1 }, new Product { Sku = "B", Name = "b", Price = 1 });
        await using var session = await Session.OpenAsync(Database);
        await session.BeginAsync();
        await session.ExecuteAsync("""UPDATE "Product" SET "Price" = 10 WHERE "Sku" = 'B'""");
        Upserter<Product> Buy(string sku) => new(NewProduct(sku, 1), UpdaterSpec.For<Product>(product => product.Price++), Sku(sku));

        var writing = NewOps().BulkUpsertPartialAsync([Buy("B"), Buy("A"), Buy("C")]);
        await PostgreSqlBackend.WaitUntilBlockedAsync(Database);
        await session.EndAsync(Ending.Commit);

        (await writing).Items.Select(item => item.Entity!.Price).Should().Equal(11, 2, 1);
    }

    private WriteOps<UpsertContext> NewSessionOps()
    {
        lock (this) return NewOps();
    }

    private static int[] Shuffled(int seed, IEnumerable<int> keys)
    {
        int[] shuffled = [.. keys];
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
