using Conditional.Bulk.Tests.Unreachable;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>Entity types that the model does not have, or that have no key, are refused before any I/O.</summary>
public sealed class EntityTypeInputTests
{
    private static readonly OnlyIf s_foreignGate = OnlyIf.Exists<Stranger>(stranger => stranger.Id == 1);
    private static readonly OnlyIf s_ownedGate = OnlyIf.Exists<Address>(address => address.City == "here");

    public static TheoryData<Database, VerbCall> NotInTheModel { get; } = VerbsOn<Stranger>();

    public static TheoryData<Database, VerbCall> Keyless { get; } = VerbsOn<Turnover>();

    public static TheoryData<Database, VerbCall> ForeignGates { get; } = VerbCall.OnEachDatabase(
        new("CreateAsync", ops => ops.CreateAsync(Good.Spec.OnlyIf(s_foreignGate))),
        new("UpdateAsync", ops => ops.UpdateAsync(Good.Updater.OnlyIf(s_foreignGate))),
        new("PurgeAsync", ops => ops.PurgeAsync(Good.Purger.OnlyIf(s_foreignGate))),
        new("PurgeAsync, negated", ops => ops.PurgeAsync(Good.Purger.OnlyIf(!s_foreignGate))),
        new("PurgeAsync, left of &", ops => ops.PurgeAsync(Good.Purger.OnlyIf(s_foreignGate & Good.Gate))),
        new("PurgeAsync, right of |", ops => ops.PurgeAsync(Good.Purger.OnlyIf(Good.Gate | s_foreignGate))),
        new("BulkConditionalCreatePartialAsync",
            ops => ops.BulkConditionalCreatePartialAsync(Good.CreatorsBefore(Good.Spec.OnlyIf(s_foreignGate)))),
        new("BulkConditionalUpdatePartialAsync",
            ops => ops.BulkConditionalUpdatePartialAsync(Good.UpdatersBefore(Good.Updater.OnlyIf(s_foreignGate)))),
        new("BulkConditionalPurgePartialAsync",
            ops => ops.BulkConditionalPurgePartialAsync(Good.PurgersBefore(Good.Purger.OnlyIf(s_foreignGate)))),
        new("ExistsAsync", ops => ops.ExistsAsync(s_foreignGate)));

    [Theory]
    [MemberData(nameof(NotInTheModel))]
    public async Task Verb_EntityTypeNotInTheModel_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<InvalidOperationException>(call.RunAsync);

        refusal.Message.Should().Contain(nameof(Stranger));
    }

    [Theory]
    [MemberData(nameof(Keyless))]
    public async Task Verb_KeylessEntityType_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<InvalidOperationException>(call.RunAsync);

        refusal.Message.Should().ContainAll(nameof(Turnover), "key");
    }

    [Theory]
    [MemberData(nameof(ForeignGates))]
    public async Task Verb_GateOnATypeNotInTheModel_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<InvalidOperationException>(call.RunAsync);

        refusal.Message.Should().Contain(nameof(Stranger));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.PostgreSql)]
    public async Task CreateAsync_GateOnAnOwnedType_IsRefused(Database database)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<InvalidOperationException>(ops => ops.CreateAsync(Good.Spec.OnlyIf(s_ownedGate)));

        refusal.Message.Should().Contain(nameof(Address));
    }

    private static TheoryData<Database, VerbCall> VerbsOn<TEntity>() where TEntity : class, new()
    {
        var spec = CreatorSpec.For(() => new TEntity());
        var updater = new Updater<TEntity>(UpdaterSpec.For<TEntity>(_ => { }), 1);
        var purger = new Purger<TEntity>(1);
        return VerbCall.OnEachDatabase(
            new("CreateAsync, spec", ops => ops.CreateAsync(spec)),
            new("CreateAsync, creator", ops => ops.CreateAsync(spec.OnlyIf(Good.Gate))),
            new("UpdateAsync, updater", ops => ops.UpdateAsync(updater)),
            new("UpdateAsync, conditional updater", ops => ops.UpdateAsync(updater.OnlyIf(Good.Gate))),
            new("PurgeAsync, purger", ops => ops.PurgeAsync(purger)),
            new("PurgeAsync, conditional purger", ops => ops.PurgeAsync(purger.OnlyIf(Good.Gate))),
            new("BulkConditionalCreatePartialAsync",
                ops => ops.BulkConditionalCreatePartialAsync<TEntity>([spec.OnlyIf(Good.Gate)])),
            new("BulkConditionalUpdatePartialAsync",
                ops => ops.BulkConditionalUpdatePartialAsync<TEntity>([updater.OnlyIf(Good.Gate)])),
            new("BulkConditionalPurgePartialAsync",
                ops => ops.BulkConditionalPurgePartialAsync<TEntity>([purger.OnlyIf(Good.Gate)])),
            new("BulkCreatePartialAsync", ops => ops.BulkCreatePartialAsync([spec])),
            new("BulkUpdatePartialAsync", ops => ops.BulkUpdatePartialAsync([updater])),
            new("BulkPurgePartialAsync", ops => ops.BulkPurgePartialAsync([purger])),
            new("QueryAsync", ops => ops.QueryAsync<TEntity>([1])));
    }
}
