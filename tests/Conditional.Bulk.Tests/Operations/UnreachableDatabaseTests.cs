using System.Data.Common;
using System.Net.Sockets;
using Conditional.Bulk.Tests.Unreachable;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>The counter-check of all that is refused before any I/O: nothing wrong, and each call tries to connect.</summary>
public sealed class UnreachableDatabaseTests
{
    public static TheoryData<Database, VerbCall> Operations { get; } = VerbCall.OnEachDatabase(
        new("CreateAsync, spec", ops => ops.CreateAsync(Good.Spec)),
        new("CreateAsync, creator", ops => ops.CreateAsync(Good.ConditionalCreator)),
        new("UpdateAsync, updater", ops => ops.UpdateAsync(Good.Updater)),
        new("UpdateAsync, conditional updater", ops => ops.UpdateAsync(Good.ConditionalUpdater)),
        new("UpdateAsync, on its target", ops => ops.UpdateAsync(
            Good.Updater.OnlyIf(OnlyIf.Target<Product>(product => product.Name == "old")))),
        new("PurgeAsync, purger", ops => ops.PurgeAsync(Good.Purger)),
        new("PurgeAsync, conditional purger", ops => ops.PurgeAsync(Good.ConditionalPurger)),
        new("PurgeAsync, composite key", ops => ops.PurgeAsync(new Purger<Line>(Guid.NewGuid(), (short)1))),
        new("PurgeAsync, strongly typed key", ops => ops.PurgeAsync(new Purger<Customer>(new CustomerId(1)))),
        new("BulkConditionalCreatePartialAsync",
            ops => ops.BulkConditionalCreatePartialAsync(Good.CreatorsBefore(Good.ConditionalCreator))),
        new("BulkConditionalUpdatePartialAsync",
            ops => ops.BulkConditionalUpdatePartialAsync(Good.UpdatersBefore(Good.ConditionalUpdater))),
        new("BulkConditionalPurgePartialAsync",
            ops => ops.BulkConditionalPurgePartialAsync(Good.PurgersBefore(Good.ConditionalPurger))),
        new("BulkCreatePartialAsync", ops => ops.BulkCreatePartialAsync([Good.Spec], new BulkOptions { ItemsPerSavepoint = 1 })),
        new("BulkUpdatePartialAsync", ops => ops.BulkUpdatePartialAsync([Good.Updater])),
        new("BulkPurgePartialAsync", ops => ops.BulkPurgePartialAsync([Good.Purger])),
        new("QueryAsync", ops => ops.QueryAsync<Product>([1])),
        new("ExistsAsync", ops => ops.ExistsAsync(Good.Gate)),
        new("ExistsAsync, keyless gate", ops => ops.ExistsAsync(OnlyIf.Exists<Turnover>(turnover => turnover.Amount > 0))));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_NothingWrongWithIt_ConnectsAndSaysWhyItCannot(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var thrown = await FluentActions.Awaiting(() => call.RunAsync(shop.Ops)).Should().ThrowAsync<Exception>();

        thrown.Which.GetBaseException().Should().Match(cause => cause is DbException || cause is SocketException);
        shop.AttemptsToConnect.Should().Be(1);
    }
}
