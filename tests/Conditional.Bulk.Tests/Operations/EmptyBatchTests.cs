using Conditional.Bulk.Tests.Unreachable;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>A batch without items gives a result without items, and does no I/O.</summary>
public sealed class EmptyBatchTests
{
    public static TheoryData<Database, VerbCall> BulkVerbs { get; } = VerbCall.OnEachDatabase(
        new("BulkConditionalCreatePartialAsync", ops => ops.BulkConditionalCreatePartialAsync<Product>([])),
        new("BulkConditionalUpdatePartialAsync", ops => ops.BulkConditionalUpdatePartialAsync<Product>([])),
        new("BulkConditionalPurgePartialAsync", ops => ops.BulkConditionalPurgePartialAsync<Product>([])),
        new("BulkCreatePartialAsync", ops => ops.BulkCreatePartialAsync<Product>([])),
        new("BulkUpdatePartialAsync", ops => ops.BulkUpdatePartialAsync<Product>([])),
        new("BulkPurgePartialAsync", ops => ops.BulkPurgePartialAsync<Product>([])));

    [Fact]
    public async Task BulkWrite_NoItems_IsAnEmptyResultWithoutIO()
    {
        await using var shop = new UnreachableShop(Database.PostgreSql);

        var result = await shop.Ops.BulkWritePartialAsync(new WriteBatch<int>());

        result.Items.Should().BeEmpty();
        result.HasFailures.Should().BeFalse();
        shop.AttemptsToConnect.Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(BulkVerbs))]
    public async Task BulkVerb_NoItems_IsAnEmptyResultWithoutIO(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var result = await (Task<BulkResult<Product>>)call.RunAsync(shop.Ops);

        result.Items.Should().BeEmpty();
        result.HasFailures.Should().BeFalse();
        shop.AttemptsToConnect.Should().Be(0);
    }
}
