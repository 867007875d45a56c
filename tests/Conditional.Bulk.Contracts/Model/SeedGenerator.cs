using CsCheck;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Generates the rows that are there before a case starts. They break no constraint.</summary>
internal static class SeedGenerator
{
    public static Gen<World> World { get; } =
        from grants in Some(Gen.Select(Gen.Frequency((3, true), (1, false)), Gen.Int[0, 9]), 3)
        from owners in Gen.Int[1, 3]
        from accounts in Some(Gen.Select(Gen.Int[0, 20], Gen.Int[1, owners], Gen.Int[0, 9], Gen.Int[0, 2]), 5)
        from tickets in Some(Gen.Select(Gen.Int[0, 5], Gen.Int[0, 9], Gen.Frequency((9, false), (1, true)), Gen.Int[0, 2]), 4)
        select new World
        {
            Grants = [.. grants.Select((grant, i) => new Grant { Name = $"g{i + 1}", IsOpen = grant.Item1, Rank = grant.Item2 })],
            Owners = [.. Enumerable.Range(1, owners).Select(id => new Owner { Id = id, Name = $"o{id}" })],
            Accounts = [.. accounts.Select((row, i) => Account(i + 1, row.Item1, row.Item2, row.Item3))],
            Entries = [.. accounts.SelectMany((row, i) => Enumerable.Range(1, row.Item4).Select(n => Entry(i + 1, n)))],
            Tickets = [.. tickets.Select((row, i) => Ticket(i + 1, row.Item1, row.Item2, accounts.Length, row.Item3))],
            Steps = [.. tickets.SelectMany((row, i) => Enumerable.Range(1, row.Item4).Select(n => Step(i + 1, n)))],
        };

    /// <summary>Mostly as many as there may be, since rows to write are what makes a batch interesting.</summary>
    private static Gen<T[]> Some<T>(Gen<T> row, int most) =>
        Gen.Frequency((1, row.Array[0, most]), (3, row.Array[most - 1, most]));

    /// <summary>Its parent is an earlier account or itself, if it has one.</summary>
    private static Account Account(int id, int balance, int ownerId, int parentId) => new()
    {
        Id = id,
        Name = $"n{id}",
        Balance = balance,
        OwnerId = ownerId,
        ParentId = parentId >= 1 && parentId <= id ? parentId : null,
    };

    private static Entry Entry(int accountId, int number) =>
        new() { Id = (accountId * 10) + number, AccountId = accountId, Label = number is 1 ? "a" : "b", Amount = number };

    private static Ticket Ticket(int id, int priority, int accountId, int accounts, bool isHidden) => new()
    {
        Id = id,
        Code = $"t{id}",
        Priority = priority,
        Weight = priority * 2,
        IsHidden = isHidden,
        AccountId = accountId >= 1 && accountId <= accounts ? accountId : null,
    };

    private static Step Step(int ticketId, int number) =>
        new() { Id = (ticketId * 10) + number, TicketId = ticketId, Text = number is 1 ? "a" : "b", Position = number };
}
