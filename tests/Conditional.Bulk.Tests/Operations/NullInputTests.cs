using Conditional.Bulk.Tests.Unreachable;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>A null anywhere in the input is refused before any I/O.</summary>
public sealed class NullInputTests
{
    public static TheoryData<Database, VerbCall> SingleVerbs { get; } = VerbCall.OnEachDatabase(
        new("CreateAsync, spec", "spec", ops => ops.CreateAsync((CreatorSpec<Product>)null!)),
        new("CreateAsync, creator", "creator", ops => ops.CreateAsync((ConditionalCreator<Product>)null!)),
        new("CreateAsync, spec of creator", "creator", ops => ops.CreateAsync(Good.ConditionalCreator with { Spec = null! })),
        new("CreateAsync, gate", "creator", ops => ops.CreateAsync(Good.ConditionalCreator with { OnlyIf = null! })),
        new("UpdateAsync, updater", "updater", ops => ops.UpdateAsync((Updater<Product>)null!)),
        new("UpdateAsync, spec", "updater", ops => ops.UpdateAsync(Good.Updater with { Spec = null! })),
        new("UpdateAsync, conditional updater", "updater", ops => ops.UpdateAsync((ConditionalUpdater<Product>)null!)),
        new("UpdateAsync, updater of conditional updater", "updater",
            ops => ops.UpdateAsync(Good.ConditionalUpdater with { Updater = null! })),
        new("UpdateAsync, spec of conditional updater", "updater",
            ops => ops.UpdateAsync(Good.ConditionalUpdater with { Updater = Good.Updater with { Spec = null! } })),
        new("UpdateAsync, gate", "updater", ops => ops.UpdateAsync(Good.ConditionalUpdater with { OnlyIf = null! })),
        new("PurgeAsync, purger", "purger", ops => ops.PurgeAsync((Purger<Product>)null!)),
        new("PurgeAsync, conditional purger", "purger", ops => ops.PurgeAsync((ConditionalPurger<Product>)null!)),
        new("PurgeAsync, purger of conditional purger", "purger",
            ops => ops.PurgeAsync(Good.ConditionalPurger with { Purger = null! })),
        new("PurgeAsync, gate", "purger", ops => ops.PurgeAsync(Good.ConditionalPurger with { OnlyIf = null! })),
        new("QueryAsync, key", "keyValues", ops => ops.QueryAsync<Product>(null!)),
        new("ExistsAsync, gate", "onlyIf", ops => ops.ExistsAsync(null!)));

    public static TheoryData<Database, VerbCall> BulkVerbsWithoutItems { get; } = VerbCall.OnEachDatabase(
        new("BulkConditionalCreatePartialAsync", "bulk", ops => ops.BulkConditionalCreatePartialAsync<Product>(null!)),
        new("BulkConditionalUpdatePartialAsync", "bulk", ops => ops.BulkConditionalUpdatePartialAsync<Product>(null!)),
        new("BulkConditionalPurgePartialAsync", "bulk", ops => ops.BulkConditionalPurgePartialAsync<Product>(null!)),
        new("BulkCreatePartialAsync", "specs", ops => ops.BulkCreatePartialAsync<Product>(null!)),
        new("BulkUpdatePartialAsync", "updaters", ops => ops.BulkUpdatePartialAsync<Product>(null!)),
        new("BulkPurgePartialAsync", "purgers", ops => ops.BulkPurgePartialAsync<Product>(null!)),
        new("BulkConditionalCreatePartialAsync, list", "creators",
            ops => ops.BulkConditionalCreatePartialAsync((List<ConditionalCreator<Product>>)null!)),
        new("BulkConditionalUpdatePartialAsync, list", "updaters",
            ops => ops.BulkConditionalUpdatePartialAsync((List<ConditionalUpdater<Product>>)null!)),
        new("BulkConditionalPurgePartialAsync, list", "purgers",
            ops => ops.BulkConditionalPurgePartialAsync((List<ConditionalPurger<Product>>)null!)),
        new("BulkWritePartialAsync", "batch", ops => ops.BulkWritePartialAsync<int>(null!)));

    public static TheoryData<Database, VerbCall> BulkVerbs { get; } = VerbCall.OnEachDatabase(
        new("BulkConditionalCreatePartialAsync, item", "bulk",
            ops => ops.BulkConditionalCreatePartialAsync(Good.CreatorsBefore(null!))),
        new("BulkConditionalCreatePartialAsync, spec", "bulk",
            ops => ops.BulkConditionalCreatePartialAsync(Good.CreatorsBefore(Good.ConditionalCreator with { Spec = null! }))),
        new("BulkConditionalCreatePartialAsync, gate", "bulk",
            ops => ops.BulkConditionalCreatePartialAsync(Good.CreatorsBefore(Good.ConditionalCreator with { OnlyIf = null! }))),
        new("BulkConditionalUpdatePartialAsync, item", "bulk",
            ops => ops.BulkConditionalUpdatePartialAsync(Good.UpdatersBefore(null!))),
        new("BulkConditionalUpdatePartialAsync, updater", "bulk",
            ops => ops.BulkConditionalUpdatePartialAsync(Good.UpdatersBefore(Good.ConditionalUpdater with { Updater = null! }))),
        new("BulkConditionalUpdatePartialAsync, spec", "bulk",
            ops => ops.BulkConditionalUpdatePartialAsync(
                Good.UpdatersBefore(Good.ConditionalUpdater with { Updater = Good.Updater with { Spec = null! } }))),
        new("BulkConditionalUpdatePartialAsync, gate", "bulk",
            ops => ops.BulkConditionalUpdatePartialAsync(Good.UpdatersBefore(Good.ConditionalUpdater with { OnlyIf = null! }))),
        new("BulkConditionalPurgePartialAsync, item", "bulk",
            ops => ops.BulkConditionalPurgePartialAsync(Good.PurgersBefore(null!))),
        new("BulkConditionalPurgePartialAsync, purger", "bulk",
            ops => ops.BulkConditionalPurgePartialAsync(Good.PurgersBefore(Good.ConditionalPurger with { Purger = null! }))),
        new("BulkConditionalPurgePartialAsync, gate", "bulk",
            ops => ops.BulkConditionalPurgePartialAsync(Good.PurgersBefore(Good.ConditionalPurger with { OnlyIf = null! }))),
        new("BulkCreatePartialAsync, spec", "specs", ops => ops.BulkCreatePartialAsync([Good.Spec, Good.Spec, null!])),
        new("BulkUpdatePartialAsync, updater", "updaters",
            ops => ops.BulkUpdatePartialAsync([Good.Updater, Good.Updater, null!])),
        new("BulkUpdatePartialAsync, spec", "updaters",
            ops => ops.BulkUpdatePartialAsync([Good.Updater, Good.Updater, Good.Updater with { Spec = null! }])),
        new("BulkPurgePartialAsync, purger", "purgers",
            ops => ops.BulkPurgePartialAsync([Good.Purger, Good.Purger, null!])),
        new("BulkConditionalCreatePartialAsync, item of a list", "creators",
            ops => ops.BulkConditionalCreatePartialAsync(Good.CreatorsBefore(null!).ToList())),
        new("BulkConditionalUpdatePartialAsync, item of a list", "updaters",
            ops => ops.BulkConditionalUpdatePartialAsync(Good.UpdatersBefore(null!).ToList())),
        new("BulkConditionalPurgePartialAsync, item of a list", "purgers",
            ops => ops.BulkConditionalPurgePartialAsync(Good.PurgersBefore(null!).ToList())),
        new("BulkWritePartialAsync, spec", "batch",
            ops => ops.BulkWritePartialAsync(Good.BatchBefore(Good.Updater with { Spec = null! }))),
        new("BulkWritePartialAsync, gate", "batch",
            ops => ops.BulkWritePartialAsync(Good.BatchBefore(Good.ConditionalCreator with { OnlyIf = null! }))),
        new("BulkWritePartialAsync, purger", "batch",
            ops => ops.BulkWritePartialAsync(Good.BatchBefore(Good.ConditionalPurger with { Purger = null! }))));

    [Theory]
    [MemberData(nameof(SingleVerbs))]
    public async Task SingleVerb_NullInTheInput_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentNullException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
    }

    [Theory]
    [MemberData(nameof(BulkVerbsWithoutItems))]
    public async Task BulkVerb_NullBatch_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentNullException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
    }

    [Theory]
    [MemberData(nameof(BulkVerbs))]
    public async Task BulkVerb_NullInAnItem_IsRefusedWithItsIndex(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().MatchRegex($@"\b{Good.BadIndex}\b");
    }

    [Fact]
    public void Constructor_NullContext_Throws()
    {
        FluentActions.Invoking(() => new ReadOps<ShopContext>(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("context");
        FluentActions.Invoking(() => new WriteOps<ShopContext>(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("context");
        FluentActions.Invoking(() => new DbOpsProvider<ShopContext>(null!)).Should().ThrowExactly<ArgumentNullException>()
            .WithParameterName("contextFactory");
    }
}
