using CsCheck;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Few names and keys, so that items meet: on rows that exist, on rows of each other, and on none.</summary>
internal static class Names
{
    public static Gen<string> Grant { get; } = Gen.Frequency((6, "g1"), (4, "g2"), (1, "g3"));

    public static Gen<int> OwnerId { get; } = Gen.Frequency((8, 1), (6, 2), (2, 3), (1, 4), (1, 6));

    public static Gen<string> Owner { get; } = OwnerId.Select(id => $"o{id}");

    public static Gen<int> AccountId { get; } = Gen.Frequency((6, Gen.Int[1, 4]), (1, Gen.Int[5, 6]));

    public static Gen<int> NewAccountId { get; } = Gen.Frequency((1, AccountId), (4, Gen.Int[5, 20]));

    public static Gen<string> Account { get; } = NewAccountId.Select(id => $"n{id}");

    public static Gen<string> Ticket { get; } = AccountId.Select(id => $"t{id}");

    public static Gen<string> NewTicket { get; } = NewAccountId.Select(id => $"t{id}");

    public static Gen<string> Label { get; } = Gen.OneOf("a", "b", "c");

    public static Gen<int?> Optional(Gen<int> gen, int weight = 1) =>
        Gen.Frequency((3, Gen.Const((int?)null)), (weight, gen.Select(value => (int?)value)));
}
