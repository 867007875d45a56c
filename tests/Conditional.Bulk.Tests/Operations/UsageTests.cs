using Conditional.Bulk.Tests.Unreachable;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>
/// Calls as users write them, which have to compile with warnings as errors. Without items they do no I/O; with a bad item the parameter that is
/// named tells which overload was meant.
/// </summary>
public sealed class UsageTests
{
    private static readonly CancellationToken s_token = CancellationToken.None;

    [Fact]
    public async Task GatedVerbs_ListsBatchesAndExpressions_AreAccepted()
    {
        await using var shop = new UnreachableShop(Database.Sqlite);
        var ops = shop.Ops;
        List<ConditionalCreator<Product>> list = [];
        var array = list.ToArray();
        BulkConditionalCreator<Product> bulk = [.. list];

        _ = await ops.BulkConditionalCreatePartialAsync(list);
        _ = await ops.BulkConditionalCreatePartialAsync(list, s_token);
        _ = await ops.BulkConditionalCreatePartialAsync(array, s_token);
        _ = await ops.BulkConditionalCreatePartialAsync(bulk, s_token);
        _ = await ops.BulkConditionalCreatePartialAsync(bulk);
        _ = await ops.BulkConditionalCreatePartialAsync([.. list]);
        _ = await ops.BulkConditionalCreatePartialAsync([.. list], s_token);
        _ = await ops.BulkConditionalCreatePartialAsync([.. list], cancellationToken: s_token);
        _ = await ops.BulkConditionalCreatePartialAsync(list.Where(item => item is not null), new() { ItemsPerWindow = 1 });
        _ = await ops.BulkConditionalCreatePartialAsync(bulk: [.. list]);
        _ = await ops.BulkConditionalCreatePartialAsync(list, null);
        _ = await ops.BulkConditionalCreatePartialAsync(list, default);
        _ = await ops.BulkConditionalUpdatePartialAsync(new List<ConditionalUpdater<Product>>(), s_token);
        _ = await ops.BulkConditionalPurgePartialAsync(new HashSet<ConditionalPurger<Product>>(), s_token);
        _ = await ops.BulkConditionalPurgePartialAsync(new HashSet<ConditionalPurger<Product>>(), new() { MaxFailures = 0 });

        shop.AttemptsToConnect.Should().Be(0);
    }

    [Fact]
    public async Task UngatedVerbs_Lists_AreAcceptedWithATokenOrOptions()
    {
        await using var shop = new UnreachableShop(Database.Sqlite);
        var ops = shop.Ops;
        List<ProductSpec> specs = [];

        _ = await ops.BulkCreatePartialAsync(specs, s_token);
        _ = await ops.BulkCreatePartialAsync(specs, new() { ItemsPerWindow = 1 });
        _ = await ops.BulkCreatePartialAsync<ShopContext, Product>([], s_token);
        _ = await ops.BulkUpdatePartialAsync(new List<Updater<Product>>(), s_token);
        _ = await ops.BulkPurgePartialAsync(new List<Purger<Product>>(), s_token);

        shop.AttemptsToConnect.Should().Be(0);
    }

    [Fact]
    public async Task MixedBatch_SwitchesInitializersAndSequences_AreAccepted()
    {
        await using var shop = new UnreachableShop(Database.Sqlite);
        var ops = shop.Ops;
        int[] requests = [];
        var batch = new WriteBatch<int>();
        foreach (var request in requests)
        {
            batch.Add(request, request switch
            {
                0 => CreatorSpec.For(() => new Product { Id = request }).OnlyIf(Good.Gate),
                1 => new Updater<Product>(UpdaterSpec.For<Product>(product => product.Name = "new"), request).OnlyIf(Good.Gate),
                2 => new Purger<Product>(request).OnlyIf(Good.Gate),
                _ => new ProductSpec(),
            });
            batch.Add(request, request == 0 ? new Purger<Grant>(request) : CreatorSpec.For(() => new Grant()));
        }

        WriteBatch<int> same = new(requests, request => request switch { 0 => new Purger<Product>(request), _ => Good.Updater });
        WriteBatch<string> initialized = new() { { "a", new Purger<Product>(1) }, { "b", CreatorSpec.For(() => new Product()) } };

        var result = await ops.BulkWritePartialAsync(batch, s_token);
        result = await ops.BulkWritePartialAsync(same, new() { MaxFailures = 0, LoadCurrent = true }, s_token);
        result = await ops.BulkWritePartialAsync(same, new() { MaxFailures = 0 });
        result = await ops.BulkWritePartialAsync(batch, cancellationToken: s_token);
        for (var i = 0; i < 3 && result.HasFailures; i++)
        {
            result = await ops.BulkWritePartialAsync(
                result.FailedBatch(f => f.Failure.Kind is WriteFailureKind.ConcurrencyConflict or WriteFailureKind.NotAttempted), s_token);
        }

        var bySource = new WriteBatch<int>(from f in result.Failed where f.Write is Purger<Product> select f.Source, id => new Purger<Product>(id));
        IReadOnlyList<Product> written = result.ThrowIfAnyFailed().Succeeded<Product>();
        List<string> answers =
        [
            .. result.Items.Select(item => item switch
            {
                { IsSuccess: true, Action: WriteAction.Created } => $"{item.Index} 201 {((Product)item.Entity).Id}",
                { IsSuccess: true } => $"200 {item.Entity}",
                { Failure: { Reason: "stale", Current: Product current } } => $"412 {current.Name} {item.Source}",
                { Failure: { Kind: WriteFailureKind.NotAllowed } } => "403",
                _ => item.Failure.Message + item.Source,
            }),
        ];

        shop.AttemptsToConnect.Should().Be(0);
        (bySource.Count + written.Count + answers.Count).Should().Be(0);
        initialized.Count.Should().Be(2);
    }

    [Fact]
    public async Task Stream_OptionsTokensAndSourcesOfAnyType_AreAccepted()
    {
        var provider = new DbOpsProvider<ShopContext>(new Factory());
        var rows = AsyncEnumerable.Empty<int>();
        List<WriteAction> actions = [];

        await foreach (var item in provider.WriteStreamAsync(
            rows,
            _ => new ProductSpec(),
            new()
            {
                ItemsPerCommit = 1000,
                MaxFailures = 500,
                LoadCurrent = true,
                BeforeCommit = async (ops, results, token) =>
                {
                    await ops.UpdateAsync(new Updater<Product>(UpdaterSpec.For<Product>(row => row.Name = $"{results.Items[^1].Source}"), 1), token);
                    await ops.BulkCreatePartialAsync(from failed in results.Failed select CreatorSpec.For(() => new Product { Id = failed.Source }), token);
                },
            },
            s_token))
        {
            if (item.Failure is { } failure) actions.Add((WriteAction)failure.Index);
            else if (item.Entity is Product) actions.Add(item.Action);
        }

        await foreach (var item in provider.WriteStreamAsync(rows, _ => new ProductSpec(), s_token)) actions.Add(item.Action);
        await foreach (var item in provider.WriteStreamAsync(rows, _ => new ProductSpec()).WithCancellation(s_token)) actions.Add(item.Action);
        await foreach (var item in provider.WriteStreamAsync(
            rows, row => row switch { 0 => new Purger<Product>(1), _ => CreatorSpec.For(() => new Product()) }, new() { MaxFailures = 0 })) actions.Add(item.Action);
        await foreach (var item in provider.WriteStreamAsync(rows.Select(n => new { n }), row => new Purger<Product>(row.n))) actions.Add((WriteAction)item.Source.n);

        actions.Should().BeEmpty();
    }

    [Fact]
    public void Writes_OfAllKinds_AreOfOneType()
    {
        List<ProductSpec> specs = [new()];
        List<ConditionalCreator<Product>> list = [Good.ConditionalCreator];

        IEnumerable<IBulkWrite> writes = specs;
        writes = writes.Concat(list).Concat([new Purger<Product>(1)]);
        IBulkWrite[] mixed = [new ProductSpec(), new Purger<Product>(1), .. specs, .. list];

        writes.Should().HaveCount(3);
        mixed.Should().HaveCount(4);
    }

    /// <summary>A collection expression is a batch of its own, and not a list.</summary>
    [Fact]
    public async Task GatedVerb_CollectionExpression_IsABatch()
    {
        await using var shop = new UnreachableShop(Database.Sqlite);

        var refusal = await shop.RefusesAsync<ArgumentException>(
            ops => ops.BulkConditionalCreatePartialAsync([Good.ConditionalCreator with { OnlyIf = null! }], s_token));

        // The extension that takes a token hands a list on.
        refusal.ParamName.Should().Be("creators");
        refusal = await shop.RefusesAsync<ArgumentException>(
            ops => ops.BulkConditionalCreatePartialAsync([Good.ConditionalCreator with { OnlyIf = null! }]));
        refusal.ParamName.Should().Be("bulk");
    }

    [Fact]
    public async Task TokenExtensions_NullOperations_Throw()
    {
        var write = () => ((WriteOps<ShopContext>)null!).BulkWritePartialAsync(new WriteBatch<int>(), s_token);

        (await write.Should().ThrowExactlyAsync<ArgumentNullException>()).WithParameterName("ops");
        var stream = () => ((DbOpsProvider<ShopContext>)null!).WriteStreamAsync(AsyncEnumerable.Empty<int>(), _ => new ProductSpec(), s_token);
        stream.Should().ThrowExactly<ArgumentNullException>().WithParameterName("provider");
    }

    private sealed class Factory : IDbContextFactory<ShopContext>
    {
        public ShopContext CreateDbContext() => throw new InvalidTimeZoneException("Without sources there is no use for a context.");
    }

    private sealed class ProductSpec : CreatorSpec<Product>
    {
        public override Product BuildEntity() => new();
    }
}
