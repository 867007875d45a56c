using Conditional.Bulk.Tests.Unreachable;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>A condition on the target is refused before any I/O where there is no target, or one of another type.</summary>
public sealed class TargetInputTests
{
    private static readonly OnlyIf s_target = OnlyIf.Target<Product>(product => product.Name == "old");
    private static readonly OnlyIf s_otherTarget = OnlyIf.Target<Customer>(customer => customer.Address.City == "here");

    public static TheoryData<Database, VerbCall> SingleVerbs { get; } = VerbCall.OnEachDatabase(
        new("CreateAsync", "creator", ops => ops.CreateAsync(Good.Spec.OnlyIf(s_target))),
        new("UpdateAsync", "updater", ops => ops.UpdateAsync(Good.Updater.OnlyIf(s_otherTarget))),
        new("PurgeAsync", "purger", ops => ops.PurgeAsync(Good.Purger.OnlyIf(s_otherTarget))),
        new("ExistsAsync", "onlyIf", ops => ops.ExistsAsync(s_target)),
        new("UpdateAsync, joined", "updater", ops => ops.UpdateAsync(
            Good.Updater.OnlyIf(OnlyIf.Target<Customer, Product>((customer, product) => customer.Address.City == product.Name)))),
        new("ExistsAsync, joined", "onlyIf", ops => ops.ExistsAsync(
            OnlyIf.Target<Product, Grant>((product, grant) => product.Name == grant.Name))));

    public static TheoryData<Database, VerbCall> BulkVerbs { get; } = VerbCall.OnEachDatabase(
        new("BulkConditionalCreatePartialAsync", "bulk",
            ops => ops.BulkConditionalCreatePartialAsync(Good.CreatorsBefore(Good.Spec.OnlyIf(s_target)))),
        new("BulkConditionalUpdatePartialAsync", "bulk",
            ops => ops.BulkConditionalUpdatePartialAsync(Good.UpdatersBefore(Good.Updater.OnlyIf(s_otherTarget)))),
        new("BulkConditionalPurgePartialAsync", "bulk",
            ops => ops.BulkConditionalPurgePartialAsync(Good.PurgersBefore(Good.Purger.OnlyIf(s_otherTarget)))));

    public static TheoryData<Database, VerbCall> GatesOnATarget { get; } = VerbCall.OnEachDatabase(
        Create("left of &", s_target & Good.Gate),
        Create("right of &", Good.Gate & s_target),
        Create("left of |", s_target | Good.Gate),
        Create("right of |", Good.Gate | s_target),
        Create("negated", !s_target),
        Create("inside of a negation", !(Good.Gate & s_target)),
        Create("named", s_target.OrThrow(() => new TimeoutException())),
        Create("without lock", s_target.WithoutLock()),
        Create("with a reason", s_target.Because("reason")),
        Create("irrelevant", OnlyIf.That(true) | s_target),
        Create("joined", OnlyIf.Target<Product, Grant>((product, grant) => product.Name == grant.Name)),
        Create("joined, negated", !OnlyIf.Target<Product, Grant>((product, grant) => product.Name == grant.Name)),
        Create("version", OnlyIf.Version<Product>(1)));

    /// <summary>The type is that of the update, exactly: neither a base type of it nor a derived one.</summary>
    public static TheoryData<Database, VerbCall> RelatedTypes { get; } = VerbCall.OnEachDatabase(
        new("base type", "updater", ops => ops.UpdateAsync(
            new Updater<Book>(UpdaterSpec.For<Book>(_ => { }), 1).OnlyIf(s_target))),
        new("derived type", "updater", ops => ops.UpdateAsync(
            Good.Updater.OnlyIf(OnlyIf.Target<Book>(book => book.Name == "old")))));

    [Theory]
    [MemberData(nameof(SingleVerbs))]
    public async Task SingleVerb_TargetThatItDoesNotHave_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().Contain("OnlyIf.Target");
    }

    [Theory]
    [MemberData(nameof(BulkVerbs))]
    public async Task BulkVerb_TargetThatItDoesNotHave_IsRefusedWithItsIndex(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().Contain("OnlyIf.Target").And.MatchRegex($@"\b{Good.BadIndex}\b");
    }

    [Theory]
    [MemberData(nameof(GatesOnATarget))]
    public async Task CreateAsync_TargetDeepInTheGate_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
    }

    [Theory]
    [MemberData(nameof(RelatedTypes))]
    public async Task UpdateAsync_TargetOfARelatedType_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
    }

    private static VerbCall Create(string name, OnlyIf gate) =>
        new(name, "creator", ops => ops.CreateAsync(Good.Spec.OnlyIf(gate)));
}
