using Conditional.Bulk.Tests.Unreachable;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>Options out of their range are refused before any I/O, be the batch empty or not.</summary>
public sealed class OptionsInputTests
{
    private static readonly BulkOptions s_negative = new() { ItemsPerSavepoint = -1 };
    private static readonly BulkOptions s_zero = new() { ItemsPerSavepoint = 0 };

    public static TheoryData<Database, VerbCall> BulkVerbs { get; } = VerbCall.OnEachDatabase(
        new("BulkConditionalCreatePartialAsync", "options",
            ops => ops.BulkConditionalCreatePartialAsync([Good.ConditionalCreator], s_negative)),
        new("BulkConditionalUpdatePartialAsync", "options",
            ops => ops.BulkConditionalUpdatePartialAsync([Good.ConditionalUpdater], s_negative)),
        new("BulkConditionalPurgePartialAsync", "options",
            ops => ops.BulkConditionalPurgePartialAsync([Good.ConditionalPurger], s_negative)),
        new("BulkCreatePartialAsync", "options", ops => ops.BulkCreatePartialAsync([Good.Spec], s_negative)),
        new("BulkUpdatePartialAsync", "options", ops => ops.BulkUpdatePartialAsync([Good.Updater], s_negative)),
        new("BulkPurgePartialAsync", "options", ops => ops.BulkPurgePartialAsync([Good.Purger], s_negative)),
        new("BulkCreatePartialAsync, zero", "options", ops => ops.BulkCreatePartialAsync([Good.Spec], s_zero)),
        new("BulkCreatePartialAsync, empty", "options", ops => ops.BulkCreatePartialAsync<Product>([], s_negative)));

    [Theory]
    [MemberData(nameof(BulkVerbs))]
    public async Task BulkVerb_ItemsPerSavepointBelowOne_IsRefused(Database database, VerbCall call)
    {
        await using var shop = new UnreachableShop(database);

        var refusal = await shop.RefusesAsync<ArgumentOutOfRangeException>(call.RunAsync);

        refusal.ParamName.Should().Be(call.Parameter);
        refusal.Message.Should().Contain(nameof(BulkOptions.ItemsPerSavepoint));
    }
}
