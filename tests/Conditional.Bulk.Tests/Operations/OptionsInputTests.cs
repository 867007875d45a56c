using Conditional.Bulk.Tests.Unreachable;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>Options out of their range are refused before any I/O, be the batch empty or not.</summary>
public sealed class OptionsInputTests
{
    public static TheoryData<Database, VerbCall> BelowOneItemPerSavepoint { get; } =
        Calls(new() { ItemsPerSavepoint = -1 }, new() { ItemsPerSavepoint = 0 });

    public static TheoryData<Database, VerbCall> BelowOneItemPerWindow { get; } =
        Calls(new() { ItemsPerWindow = -1 }, new() { ItemsPerWindow = 0 });

    public static TheoryData<Database, VerbCall> NegativeMaxFailures { get; } =
        Calls(new() { MaxFailures = -1 }, new() { MaxFailures = int.MinValue });

    [Theory]
    [MemberData(nameof(NegativeMaxFailures))]
    public Task BulkVerb_MaxFailuresNegative_IsRefused(Database database, VerbCall call) =>
        RefusesAsync(database, call, nameof(BulkOptions.MaxFailures));

    [Theory]
    [MemberData(nameof(BelowOneItemPerSavepoint))]
    public Task BulkVerb_ItemsPerSavepointBelowOne_IsRefused(Database database, VerbCall call) =>
        RefusesAsync(database, call, nameof(BulkOptions.ItemsPerSavepoint));

    [Theory]
    [MemberData(nameof(BelowOneItemPerWindow))]
    public Task BulkVerb_ItemsPerWindowBelowOne_IsRefused(Database database, VerbCall call) =>
        RefusesAsync(database, call, nameof(BulkOptions.ItemsPerWindow));

    private static TheoryData<Database, VerbCall> Calls(BulkOptions negative, BulkOptions zero) => VerbCall.OnEachDatabase(
        new("BulkConditionalCreatePartialAsync", "options",
            ops => ops.BulkConditionalCreatePartialAsync([Good.ConditionalCreator], negative)),
        new("BulkConditionalUpdatePartialAsync", "options",
            ops => ops.BulkConditionalUpdatePartialAsync([Good.ConditionalUpdater], negative)),
        new("BulkConditionalPurgePartialAsync", "options",
            ops => ops.BulkConditionalPurgePartialAsync([Good.ConditionalPurger], negative)),
        new("BulkCreatePartialAsync", "options", ops => ops.BulkCreatePartialAsync([Good.Spec], negative)),
        new("BulkUpdatePartialAsync", "options", ops => ops.BulkUpdatePartialAsync([Good.Updater], negative)),
        new("BulkPurgePartialAsync", "options", ops => ops.BulkPurgePartialAsync([Good.Purger], negative)),
        new("BulkWritePartialAsync", "options", ops => ops.BulkWritePartialAsync(new WriteBatch<int> { { 1, Good.Spec } }, negative)),
        new("BulkCreatePartialAsync, zero", "options", ops => ops.BulkCreatePartialAsync([Good.Spec], zero)),
        new("BulkCreatePartialAsync, empty", "options", ops => ops.BulkCreatePartialAsync<Product>([], negative)));

    private static async Task RefusesAsync(Database database, VerbCall call, string property)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentOutOfRangeException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().Contain(property);
    }
}
