namespace Conditional.Bulk.Contracts.Model;

/// <summary>Rows as text, without the keys that the database generates: those differ between databases.</summary>
internal static class Rows
{
    /// <summary>What the row is called in audits: by a key that is not generated.</summary>
    public static string Name(object row) => row switch
    {
        Grant grant => $"Grant {grant.Name}",
        Owner owner => $"Owner {owner.Id}",
        Account account => $"Account {account.Id}",
        Entry entry => $"Entry {entry.Id}",
        Ticket ticket => $"Ticket {ticket.Code}",
        Step step => $"Step {step.Text}",
        _ => throw new ArgumentException($"A {row.GetType()} has no name.", nameof(row)),
    };

    /// <summary>All values of the row, without related ones.</summary>
    public static string Values(object row) => row switch
    {
        Grant grant => $"{Name(grant)} {(grant.IsOpen ? "open" : "closed")} rank {grant.Rank}",
        Owner owner => $"{Name(owner)} '{owner.Name}'",
        Account account => $"{Name(account)} '{account.Name}' balance {account.Balance} owner {account.OwnerId}"
            + $"{Optional("parent", account.ParentId)}{Note(account.Note)}",
        Entry entry => $"{Name(entry)} of {entry.AccountId} '{entry.Label}' amount {entry.Amount}",
        Ticket ticket => $"{Name(ticket)} priority {ticket.Priority} weight {ticket.Weight}"
            + $"{Optional("account", ticket.AccountId)}{(ticket.IsHidden ? " hidden" : "")}",
        Step step => $"{Name(step)} at {step.Position}",
        _ => throw new ArgumentException($"A {row.GetType()} has no values.", nameof(row)),
    };

    /// <summary>The row and its children.</summary>
    public static string Graph(object row)
    {
        IEnumerable<object> children = row switch
        {
            Account account => account.Entries,
            Ticket ticket => ticket.Steps,
            _ => [],
        };
        return string.Join(" + ", children.Select(Values).Order(StringComparer.Ordinal).Prepend(Values(row)));
    }

    /// <summary>A note, also one that cannot be printed; null if there is none.</summary>
    public static string? Note(string? note) =>
        note is null ? null : $" note '{note.Replace("\0", "(0)").Replace("\ud800", "(d800)")}'";

    private static string Optional(string name, object? value) => value is null ? "" : $" {name} {value}";

}
