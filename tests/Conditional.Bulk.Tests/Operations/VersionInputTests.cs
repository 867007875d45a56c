using Conditional.Bulk.Tests.Unreachable;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>A version that could never be the concurrency token is refused before any I/O, whatever else the gate says.</summary>
public sealed class VersionInputTests
{
    public static TheoryData<Database, VerbCall> Values { get; } = VerbCall.OnEachDatabase(
        Update("narrower", 5),
        Update("wider", 5L),
        Update("text", "5"),
        Update("null", null));

    public static TheoryData<Database, VerbCall> Tokens { get; } = VerbCall.OnEachDatabase(
        new("none", ops => ops.UpdateAsync(Good.Updater.OnlyIf(OnlyIf.Version<Product>(1)))),
        new("several", ops => ops.UpdateAsync(new Updater<Ledger>(UpdaterSpec.For<Ledger>(_ => { }), 1).OnlyIf(OnlyIf.Version<Ledger>(1)))));

    public static TheoryData<Database, VerbCall> Elsewhere { get; } = VerbCall.OnEachDatabase(
        new("CreateAsync", "creator", ops => ops.CreateAsync(CreatorSpec.For(() => new Account()).OnlyIf(OnlyIf.Version<Account>(5u)))),
        new("UpdateAsync", "updater", ops => ops.UpdateAsync(Good.Updater.OnlyIf(OnlyIf.Version<Account>(5u)))),
        new("ExistsAsync", "onlyIf", ops => ops.ExistsAsync(OnlyIf.Version<Account>(5u))));

    [Theory]
    [MemberData(nameof(Values))]
    public async Task BulkUpdate_ValueOfAnotherType_IsRefusedWithTheTypeAndItsIndex(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().Contain("uint Version").And.Contain("Account").And.MatchRegex(@"\b1\b");
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task UpdateAsync_NotExactlyOneToken_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        (await shop.RefusesAsync<InvalidOperationException>(call.RunAsync)).Message.Should().Contain("concurrency token");
    }

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task Verbs_NoSuchTarget_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().Contain("OnlyIf.Version<Account>");
    }

    private static VerbCall Update(string name, object? seen)
    {
        var updater = new Updater<Account>(UpdaterSpec.For<Account>(_ => { }), 1);
        return new(name, "bulk", ops => ops.BulkConditionalUpdatePartialAsync<Account>(
            [updater.OnlyIf(OnlyIf.Version<Account>(5u)), updater.OnlyIf(OnlyIf.That(true) | OnlyIf.Version<Account>(seen))]));
    }
}
