using CsCheck;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Generates writes to the table whose values the database generates: keys, a default, a computed column.</summary>
internal static class TicketItems
{
    private sealed record Line(string Text, int Position)
    {
        public override string ToString() => $"step '{Text}' at {Position}";

        public Step Build() => new() { Text = Text, Position = Position };
    }

    private static Gen<Line> NewLine { get; } = Gen.Select(
        Names.Label, Gen.Frequency((8, Gen.Int[0, 9]), (1, Gen.Const(-1))), (text, position) => new Line(text, position));

    public static Gen<ModelWrite<Ticket>> Creates { get; } = Gen.Select(
        Names.NewTicket,
        Gen.Int[0, 5],
        Gen.Frequency((9, false), (1, true)),
        Names.Optional(Names.AccountId),
        Gen.Frequency((3, Gen.Const(Array.Empty<Line>())), (2, NewLine.Array[1, 3])),
        (code, priority, isHidden, accountId, lines) => Create(code, priority, isHidden, accountId, lines));

    public static Gen<ModelWrite<Ticket>> Updates { get; } = Gen.Select(
        Names.Ticket,
        Gen.Frequency(
            (4, Gen.Int[0, 5].Select(to => Apply($"priority = {to}", ticket => ticket.Priority = to))),
            (3, Names.NewTicket.Select(to => Apply($"code = {to}", ticket => ticket.Code = to))),
            (2, Names.Optional(Names.AccountId, 9).Select(to => Apply($"account = {to}", ticket => ticket.AccountId = to))),
            (2, NewLine.Select(line => Apply($"add {line}", ticket => ticket.Steps.Add(line.Build())))),
            (1, Gen.Const(Apply("hide", ticket => ticket.IsHidden = true))),
            (1, Gen.Const(Apply("nothing", _ => { })))),
        ModelWrite<Ticket> (code, change) => new Change<Ticket>($"{code}: {change.Text}", code, change.Apply));

    public static Gen<ModelWrite<Ticket>> Purges { get; } =
        Names.Ticket.Select(ModelWrite<Ticket> (code) => new Removal<Ticket>(code));

    public static Gen<ModelGate> Targets { get; } = Gen.Int[0, 5].Select(ModelGate (least) => Gates.TicketTarget(least));

    private static (string Text, Action<Ticket> Apply) Apply(string text, Action<Ticket> apply) => (text, apply);

    private static ModelWrite<Ticket> Create(
        string code, int priority, bool isHidden, int? accountId, Line[] lines) => new Creation<Ticket>(
        $"{code} priority {priority}{(accountId is null ? "" : $" account {accountId}")}{(isHidden ? " hidden" : "")}"
        + string.Concat(lines.Select(line => $" + {line}")),
        () =>
        {
            var ticket = new Ticket { Code = code, Priority = priority, IsHidden = isHidden, AccountId = accountId };
            ticket.Steps.AddRange(lines.Select(line => line.Build()));
            return ticket;
        });
}

/// <summary>Generates writes to the table that most gates read.</summary>
internal static class GrantItems
{
    private static Gen<int> Rank { get; } = Gen.Frequency((8, Gen.Int[0, 9]), (1, Gen.Const(-1)));

    public static Gen<ModelWrite<Grant>> Creates { get; } = Gen.Select(
        Names.Grant,
        Gen.Bool,
        Rank,
        ModelWrite<Grant> (name, isOpen, rank) => new Creation<Grant>(
            $"{name} {(isOpen ? "open" : "closed")} rank {rank}", () => new Grant { Name = name, IsOpen = isOpen, Rank = rank }));

    public static Gen<ModelWrite<Grant>> Updates { get; } = Gen.Select(
        Names.Grant,
        Gen.Bool,
        Rank,
        Gen.Bool,
        ModelWrite<Grant> (name, isOpen, rank, setsRank) => setsRank
            ? new Change<Grant>($"{name}: rank = {rank}", name, grant => grant.Rank = rank)
            : new Change<Grant>($"{name}: open = {isOpen}", name, grant => grant.IsOpen = isOpen));

    public static Gen<ModelWrite<Grant>> Purges { get; } =
        Names.Grant.Select(ModelWrite<Grant> (name) => new Removal<Grant>(name));

    public static Gen<ModelGate> Targets { get; } = Gen.Const<ModelGate>(Gates.GrantTarget());
}

/// <summary>Generates writes to the table that others refer to.</summary>
internal static class OwnerItems
{
    public static Gen<ModelWrite<Owner>> Creates { get; } = Gen.Select(
        Gen.Int[1, 6],
        Names.Owner,
        ModelWrite<Owner> (id, name) => new Creation<Owner>($"owner {id} '{name}'", () => new Owner { Id = id, Name = name }));

    public static Gen<ModelWrite<Owner>> Updates { get; } = Gen.Select(
        Names.OwnerId,
        Names.Owner,
        ModelWrite<Owner> (id, name) => new Change<Owner>($"owner {id}: name = '{name}'", id, owner => owner.Name = name));

    public static Gen<ModelWrite<Owner>> Purges { get; } = Names.OwnerId.Select(ModelWrite<Owner> (id) => new Removal<Owner>(id));

    public static Gen<ModelGate> Targets { get; } = Names.Owner.Select(ModelGate (name) => Gates.OwnerTarget(name));
}
