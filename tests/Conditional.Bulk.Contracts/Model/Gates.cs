namespace Conditional.Bulk.Contracts.Model;

/// <summary>The conditions that gates are made of.</summary>
internal static class Gates
{
    public static ExistsGate<Grant> GrantIsOpen(string name) => new(
        $"open {name}",
        grant => grant.Name == name && grant.IsOpen,
        world => world.Grants.Exists(grant => grant.Name == name && grant.IsOpen));

    public static ExistsGate<Grant> GrantOfRank(int least) => new(
        $"grant rank>={least}",
        grant => grant.Rank >= least,
        world => world.Grants.Exists(grant => grant.Rank >= least));

    public static ExistsGate<Account> AccountNamed(string name) => new(
        $"account '{name}'",
        account => account.Name == name,
        world => world.Accounts.Exists(account => account.Name == name));

    public static ExistsGate<Account> AccountWithBalance(int id, int least) => new(
        $"account {id} balance>={least}",
        account => account.Id == id && account.Balance >= least,
        world => world.Accounts.Exists(account => account.Id == id && account.Balance >= least));

    public static ExistsGate<Entry> EntryOf(int accountId) => new(
        $"entry of {accountId}",
        entry => entry.AccountId == accountId,
        world => world.Entries.Exists(entry => entry.AccountId == accountId));

    /// <summary>Through a required navigation, so with an inner join.</summary>
    public static ExistsGate<Entry> EntryOfAccountNamed(string name) => new(
        $"entry of '{name}'",
        entry => entry.Account!.Name == name,
        world => world.Entries.Exists(entry => world.Accounts.Exists(row => row.Id == entry.AccountId && row.Name == name)));

    /// <summary>On a table with a query filter, whose reference a purge of the account sets to null.</summary>
    public static ExistsGate<Ticket> FreeTicket(string code) => new(
        $"free {code}",
        ticket => ticket.Code == code && ticket.AccountId == null,
        world => world.Tickets.Exists(ticket => !ticket.IsHidden && ticket.Code == code && ticket.AccountId is null));

    public static ExistsGate<Owner> OwnerNamed(string name) => new(
        $"owner '{name}'",
        owner => owner.Name == name,
        world => world.Owners.Exists(owner => owner.Name == name));

    /// <summary>Reads a second table in a sub-query.</summary>
    public static ExistsGate<Account> AccountWithEntries(int least) => new(
        $"account with an entry>={least}",
        account => account.Entries.Any(entry => entry.Amount >= least),
        world => world.Entries.Exists(entry => entry.Amount >= least))
    {
        IsLockable = false,
    };

    public static ExistsGate<Grant> Untranslatable() => new(
        "untranslatable", grant => IsMagic(grant), _ => throw new BrokenGateException(WriteFailureKind.Other));

    /// <summary>Fails in the database as soon as there is a row. The contract does not say with which kind.</summary>
    public static ExistsGate<Grant> DivisionByZero() => new(
        "division by zero",
        grant => 1 / (grant.Rank - grant.Rank) == 1,
        world => world.Grants.IsEmpty
            ? false
            : throw new BrokenGateException(WriteFailureKind.InvalidValue, WriteFailureKind.Other));

    public static TargetGate<Grant> GrantTarget() => new("is open", grant => grant.IsOpen, (_, grant) => grant.IsOpen);

    public static TargetGate<Owner> OwnerTarget(string name) =>
        new($"'{name}'", owner => owner.Name == name, (_, owner) => owner.Name == name);

    public static TargetGate<Account> AccountTarget(int least) =>
        new($"balance>={least}", account => account.Balance >= least, (_, account) => account.Balance >= least);

    public static TargetGate<Account> AccountTargetOfOwner(string name) => new(
        $"of owner '{name}'",
        account => account.Owner!.Name == name,
        (world, account) => world.Owners.Exists(owner => owner.Id == account.OwnerId && owner.Name == name));

    public static TargetGate<Ticket> TicketTarget(int least) =>
        new($"priority>={least}", ticket => ticket.Priority >= least, (_, ticket) => ticket.Priority >= least);

    private static bool IsMagic(Grant grant) => grant.Name.GetHashCode(StringComparison.Ordinal) == 42;
}
