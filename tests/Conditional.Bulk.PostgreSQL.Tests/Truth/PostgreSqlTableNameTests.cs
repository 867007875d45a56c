using Conditional.Bulk.Contracts.Truth;
using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.PostgreSQL.Tests.Truth;

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlTableNameTests(PostgreSqlTestProvider provider) : TableNameTests(provider)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync("""
            CREATE VIEW "ViewOfShelves" AS SELECT * FROM "Shelves";
            CREATE TABLE "Parent" ("Id" int PRIMARY KEY, "Name" text NOT NULL);
            CREATE TABLE "Heir" (PRIMARY KEY ("Id")) INHERITS ("Parent");
            CREATE TABLE "Whole" ("Id" int PRIMARY KEY, "Name" text NOT NULL) PARTITION BY RANGE ("Id");
            CREATE TABLE "Part" PARTITION OF "Whole" FOR VALUES FROM (0) TO (1000);
            """);
    }

    [Fact]
    public Task BulkConditionalCreate_GateOnAPartitionOfTheTable_SeesEarlierItems() =>
        ShouldSeeEarlierItemsAsync<Whole>(name => OnlyIf.NotExists<Part>(row => row.Name == name));

    [Fact]
    public Task BulkConditionalCreate_GateOnTheTableOfAPartition_SeesEarlierItems() =>
        ShouldSeeEarlierItemsAsync<Part>(name => OnlyIf.NotExists<Whole>(row => row.Name == name));

    [Fact]
    public Task BulkConditionalCreate_GateOnTheTableThatIsInherited_SeesEarlierItems() =>
        ShouldSeeEarlierItemsAsync<Heir>(name => OnlyIf.NotExists<Parent>(row => row.Name == name));

    private Task ShouldSeeEarlierItemsAsync<TEntity>(Func<string, OnlyIf> notThere) where TEntity : class, INamed, new() =>
        ShouldHoldAsync(new Batch<TEntity>
        {
            Items = () => [.. new[] { "a", "a", "b", "b" }.Select((name, i) => Create(
                () => new TEntity { Id = i, Name = name }, notThere(name)))],
            Outcomes = [Ok, NotAllowed, Ok, NotAllowed],
        });
}
