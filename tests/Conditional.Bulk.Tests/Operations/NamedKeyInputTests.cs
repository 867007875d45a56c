using Conditional.Bulk.Tests.Unreachable;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>A key by properties that is none of the model is refused before any I/O, by a message that says what is wrong, without values.</summary>
public sealed class NamedKeyInputTests
{
    private const long Secret = 987654321;

    private static readonly CreatorSpec<Article> s_new = CreatorSpec.For(() => new Article());
    private static readonly UpdaterSpec<Article> s_change = UpdaterSpec.For<Article>(article => article.Price = 1);
    private static readonly Key<Article> s_noKey = Key<Article>.Of(article => article.Price, 5m);

    /// <summary>Each verb that takes a key.</summary>
    public static TheoryData<Database, VerbCall> SingleVerbs { get; } = VerbCall.OnEachDatabase(
        new("UpdateAsync", "updater", ops => ops.UpdateAsync(new Updater<Article>(s_change, s_noKey))),
        new("PurgeAsync", "purger", ops => ops.PurgeAsync(new Purger<Article>(s_noKey))),
        new("UpsertAsync", "upserter", ops => ops.UpsertAsync(new Upserter<Article>(s_new, s_change, s_noKey))),
        new("UpsertAsync, gated", "upserter", ops => ops.UpsertAsync(new Upserter<Article>(s_new, s_change, s_noKey).OnlyIf(Good.Gate))));

    public static TheoryData<Database, VerbCall> BulkVerbs { get; } = VerbCall.OnEachDatabase(
        new("BulkUpsertPartialAsync", "upserters",
            ops => ops.BulkUpsertPartialAsync<Article>([new(s_new, null, 1), new(s_new, null, 2), new(s_new, null, s_noKey)])),
        new("BulkConditionalUpsertPartialAsync", "upserters",
            ops => ops.BulkConditionalUpsertPartialAsync<Article>(
                [.. new Upserter<Article>[] { new(s_new, null, 1), new(s_new, null, 2), new(s_new, null, s_noKey) }.Select(one => one.OnlyIf(Good.Gate))])),
        new("BulkWritePartialAsync", "batch", ops => ops.BulkWritePartialAsync(Good.BatchBefore(new Upserter<Article>(s_new, null, s_noKey)))));

    public static TheoryData<Database, VerbCall> Keys { get; } = VerbCall.OnEachDatabase(
        Purge("names properties of the entity", Key<Article>.Of(article => article.Sku.Length, 5)),
        Purge("names properties", Key<Article>.Of(article => article.Sku + "x", "x")),
        Purge("names properties", Key<Article>.Of(article => 1, 1)),
        Purge("has no property 'Nothing'", Key<Article>.Of(article => EF.Property<int>(article, "Nothing"), 1)),
        Purge("'Shop' is of the type int, which the key converts to long", Key<Article>.Of(article => article.Shop, Secret).And(article => article.Number, 1)),
        Purge("names 'Sku' twice", Key<Article>.Of(article => article.Sku, "a").And(article => article.Sku, "b")),
        Purge("'Sku' is null", Key<Article>.Of(article => article.Sku, null!)),
        Purge("'Number' is null", Key<Article>.Of(article => article.Number, null).And(article => article.Shop, 1)),
        Purge("(Shop) is no key", Key<Article>.Of(article => article.Shop, 1)),
        Purge("(Sku, Id) is no key", Key<Article>.Of(article => article.Sku, "a").And(article => article.Id, 1)),
        new("key of another entity type", "purger", ops => ops.PurgeAsync(new Purger<Article>(Key<Product>.Of(product => product.Id, 1)))),
        new("a value that EF generates", "upserter", ops => ops.UpsertAsync(new Upserter<Article>(s_new, null, 0))),
        new("is a shadow property", "upserter",
            ops => ops.UpsertAsync(new Upserter<Article>(s_new, null, Key<Article>.Of(article => EF.Property<Guid>(article, "Code"), Guid.Empty)))),
        new("no key", "upserter", ops => ops.UpsertAsync(new Upserter<Article>(s_new, null, (Key<Article>?)null))));

    public static TheoryData<Database, VerbCall> Filters { get; } = VerbCall.OnEachDatabase(
        new("unknown", "updater", ops => ops.UpdateAsync(new Updater<Article>(s_change, 1) { IgnoreQueryFilters = ["Dead"] })),
        new("null", "updater", ops => ops.UpdateAsync(new Updater<Article>(s_change, 1) { IgnoreQueryFilters = [null!] })),
        new("of another entity type in the gate", "updater", ops => ops.UpdateAsync(
            new Updater<Article>(s_change, 1) { IgnoreQueryFilters = ["Live"] }
                .OnlyIf(OnlyIf.Target<Article, Permit>((article, permit) => permit.Shop == article.Shop)))));

    public static TheoryData<Database, VerbCall> Nulls { get; } = VerbCall.OnEachDatabase(
        new("no creator spec", "upserter", ops => ops.UpsertAsync(new Upserter<Article>(null!, null, 1))),
        new("no list of filters", "purger", ops => ops.PurgeAsync(new Purger<Article>(1) { IgnoreQueryFilters = null! })));

    [Theory]
    [MemberData(nameof(SingleVerbs))]
    public async Task SingleVerb_NoKeyOfTheModel_IsRefusedWithWhatTheModelHas(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().ContainAll("(Price) is no key of 'Article'", "(Id), (Sku)", "(Shop, Number)", "(Code)");
    }

    [Theory]
    [MemberData(nameof(BulkVerbs))]
    public async Task BulkVerb_NoKeyOfTheModel_IsRefusedWithItsIndex(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().StartWith($"Item {Good.BadIndex}: (Price) is no key");
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task SingleVerb_BadKey_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        if (call.Name.Contains('\'') || call.Name.Contains("key")) refusal.Message.Should().NotContain($"{Secret}");
        if (call.Parameter == "purger" && !call.Name.StartsWith("key of")) refusal.Message.Should().Contain(call.Name);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task SingleVerb_BadFilterToIgnore_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        (await shop.RefusesAsync<ArgumentException>(call.RunAsync)).ParamName.Should().Be(call.Parameter);
    }

    [Theory]
    [MemberData(nameof(Nulls))]
    public async Task SingleVerb_Null_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        (await shop.RefusesAsync<ArgumentNullException>(call.RunAsync)).ParamName.Should().Be(call.Parameter);
    }

    [Fact]
    public void ToString_KeysAndWrites_HoldNoValues()
    {
        var key = Key<Article>.Of(article => article.Number, Secret).And(article => article.Shop, 7);

        string[] texts =
        [
            key.ToString(), new Updater<Article>(s_change, key).ToString(), new Purger<Article>(Secret).ToString(),
            new Upserter<Article>(s_new, null, Secret).ToString(), new Upserter<Article>(s_new, null, key).OnlyIf(Good.Gate).ToString(),
            new Upserted<Article>(new Article { Number = Secret }, WriteAction.Created).ToString(),
        ];

        texts.Should().OnlyContain(text => !text.Contains($"{Secret}"));
        key.ToString().Should().ContainAll("Number", "Shop");
    }

    private static VerbCall Purge(string name, Key<Article> key) => new(name, "purger", ops => ops.PurgeAsync(new Purger<Article>(key)));
}
