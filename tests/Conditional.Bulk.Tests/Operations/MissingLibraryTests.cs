using Conditional.Bulk.Tests.Unreachable;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>On options without <c>UseConditionalBulk()</c> each operation says what to add, and where.</summary>
public sealed class MissingLibraryTests
{
    public static TheoryData<Database, VerbCall> Operations { get; } = VerbCall.OnEachDatabase(
        new("CreateAsync, spec", ops => ops.CreateAsync(Good.Spec)),
        new("CreateAsync, creator", ops => ops.CreateAsync(Good.ConditionalCreator)),
        new("UpdateAsync, updater", ops => ops.UpdateAsync(Good.Updater)),
        new("UpdateAsync, conditional updater", ops => ops.UpdateAsync(Good.ConditionalUpdater)),
        new("PurgeAsync, purger", ops => ops.PurgeAsync(Good.Purger)),
        new("PurgeAsync, conditional purger", ops => ops.PurgeAsync(Good.ConditionalPurger)),
        new("BulkConditionalCreatePartialAsync", ops => ops.BulkConditionalCreatePartialAsync([Good.ConditionalCreator])),
        new("BulkConditionalUpdatePartialAsync", ops => ops.BulkConditionalUpdatePartialAsync([Good.ConditionalUpdater])),
        new("BulkConditionalPurgePartialAsync", ops => ops.BulkConditionalPurgePartialAsync([Good.ConditionalPurger])),
        new("BulkCreatePartialAsync", ops => ops.BulkCreatePartialAsync([Good.Spec])),
        new("BulkUpdatePartialAsync", ops => ops.BulkUpdatePartialAsync([Good.Updater])),
        new("BulkPurgePartialAsync", ops => ops.BulkPurgePartialAsync([Good.Purger])),
        new("BulkPurgePartialAsync, empty", ops => ops.BulkPurgePartialAsync<Product>([])),
        new("QueryAsync", ops => ops.QueryAsync<Product>([1])),
        new("ExistsAsync", ops => ops.ExistsAsync(Good.Gate)),
        new("ReadAsync", ops => Provider(ops).ReadAsync((_, _) => Task.FromResult(1))),
        new("WriteAsync", ops => Provider(ops).WriteAsync((_, _) => Task.CompletedTask)));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_OptionsWithoutTheLibrary_IsRefusedWithTheCallToAdd(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database, withLibrary: false);

        var refusal = await shop.RefusesAsync<InvalidOperationException>(call.RunAsync);

        refusal.Message.Should().ContainAll("UseConditionalBulk()", nameof(ShopContext), shop.Ops.Context.Database.ProviderName!);
    }

    private static DbOpsProvider<ShopContext> Provider(WriteOps<ShopContext> ops) => new(new OptionsOf(ops.Context));

    private sealed class OptionsOf(ShopContext context) : IDbContextFactory<ShopContext>
    {
        public ShopContext CreateDbContext() => new(context.Options);
    }
}
