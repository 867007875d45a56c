using Conditional.Bulk.Tests.Unreachable;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>A key that is not one of the entity type is refused before any I/O, by a message that says what one is.</summary>
public sealed class KeyInputTests
{
    private static readonly Guid s_order = Guid.NewGuid();

    /// <summary>Each verb that takes a key, with one of the right arity and the wrong type.</summary>
    public static TheoryData<Database, VerbCall> SingleVerbs { get; } = VerbCall.OnEachDatabase(
        new("UpdateAsync, updater", "updater", ops => ops.UpdateAsync(new Updater<Product>(Good.Change, "1"))),
        new("UpdateAsync, conditional updater", "updater",
            ops => ops.UpdateAsync(new Updater<Product>(Good.Change, "1").OnlyIf(Good.Gate))),
        new("PurgeAsync, purger", "purger", ops => ops.PurgeAsync(new Purger<Product>("1"))),
        new("PurgeAsync, conditional purger", "purger", ops => ops.PurgeAsync(new Purger<Product>("1").OnlyIf(Good.Gate))),
        new("QueryAsync", "keyValues", ops => ops.QueryAsync<Product>(["1"])));

    public static TheoryData<Database, VerbCall> BulkVerbs { get; } = VerbCall.OnEachDatabase(
        new("BulkConditionalUpdatePartialAsync", "bulk",
            ops => ops.BulkConditionalUpdatePartialAsync(
                Good.UpdatersBefore(new Updater<Product>(Good.Change, "1").OnlyIf(Good.Gate)))),
        new("BulkConditionalPurgePartialAsync", "bulk",
            ops => ops.BulkConditionalPurgePartialAsync(Good.PurgersBefore(new Purger<Product>("1").OnlyIf(Good.Gate)))),
        new("BulkUpdatePartialAsync", "updaters",
            ops => ops.BulkUpdatePartialAsync([Good.Updater, Good.Updater, new(Good.Change, "1")])),
        new("BulkPurgePartialAsync", "purgers", ops => ops.BulkPurgePartialAsync([Good.Purger, Good.Purger, new("1")])));

    public static TheoryData<Database, VerbCall> CompositeKeys { get; } = VerbCall.OnEachDatabase(
        new("no list", "purger", ops => ops.PurgeAsync(new Purger<Line>((IReadOnlyList<object>)null!))),
        new("no value", "purger", ops => ops.PurgeAsync(new Purger<Line>([]))),
        new("too few", "purger", ops => ops.PurgeAsync(new Purger<Line>(s_order))),
        new("too many", "purger", ops => ops.PurgeAsync(new Purger<Line>(s_order, (short)1, (short)2))),
        new("null value", "purger", ops => ops.PurgeAsync(new Purger<Line>(s_order, [null!]))),
        new("wrong order", "purger", ops => ops.PurgeAsync(new Purger<Line>((short)1, s_order))),
        new("wider type", "purger", ops => ops.PurgeAsync(new Purger<Line>(s_order, 1))));

    [Theory]
    [MemberData(nameof(SingleVerbs))]
    public async Task SingleVerb_KeyOfAnotherType_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().ContainAll(nameof(Product), "int", nameof(Product.Id), "string");
    }

    [Theory]
    [MemberData(nameof(BulkVerbs))]
    public async Task BulkVerb_KeyOfAnotherType_IsRefusedWithItsIndex(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().ContainAll(nameof(Product), "int", nameof(Product.Id), "string");
        refusal.Message.Should().MatchRegex($@"\b{Good.BadIndex}\b");
    }

    [Theory]
    [MemberData(nameof(CompositeKeys))]
    public async Task PurgeAsync_NotACompositeKeyOfTheModel_IsRefusedWithTheExpectedOne(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().ContainAll(nameof(Line), "Guid", nameof(Line.Order), "short", nameof(Line.Number));
    }

    /// <summary>Keys are in the types of the model, not in those of the columns.</summary>
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.PostgreSql)]
    public async Task PurgeAsync_ColumnValueForAStronglyTypedKey_IsRefused(Database database)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(ops => ops.PurgeAsync(new Purger<Customer>(1L)));

        refusal.ParamName.Should().Be("purger");
        refusal.Message.Should().ContainAll(nameof(CustomerId), "long");
    }

    /// <summary>Messages go to logs, so the values of a bad key stay out of them.</summary>
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.PostgreSql)]
    public async Task PurgeAsync_KeyOfAnotherType_IsRefusedWithoutItsValue(Database database)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(ops => ops.PurgeAsync(new Purger<Product>("s3cret")));

        refusal.Message.Should().NotContain("s3cret");
    }
}
