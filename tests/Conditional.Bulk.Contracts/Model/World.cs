using System.Collections.Immutable;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>What a database holds. Rows in it are never changed, only replaced.</summary>
public sealed record World
{
    public ImmutableList<Grant> Grants { get; init; } = [];

    public ImmutableList<Owner> Owners { get; init; } = [];

    public ImmutableList<Account> Accounts { get; init; } = [];

    public ImmutableList<Entry> Entries { get; init; } = [];

    public ImmutableList<Ticket> Tickets { get; init; } = [];

    public ImmutableList<Step> Steps { get; init; } = [];

    /// <summary>In the order in which they were written.</summary>
    public ImmutableList<string> Audits { get; init; } = [];

    /// <summary>Every row, in an order that does not depend on generated keys.</summary>
    public IReadOnlyList<string> Lines() =>
    [
        .. Grants.Concat<object>(Owners).Concat(Accounts).Concat(Entries).Concat(Tickets).Select(Rows.Values)
            .Concat(Steps.Select(step => $"{Rows.Values(step)} of {Tickets.Single(ticket => ticket.Id == step.TicketId).Code}"))
            .Order(StringComparer.Ordinal),
        .. Audits,
    ];

    public override string ToString() => string.Join("; ", Lines());
}
