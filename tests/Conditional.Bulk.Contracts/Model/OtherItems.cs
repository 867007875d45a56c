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

    private sealed record Draft(string Code, int Priority, bool IsHidden, int? AccountId, Line[] Lines)
    {
        public override string ToString() =>
            $"{Code} priority {Priority}{(AccountId is null ? "" : $" account {AccountId}")}{(IsHidden ? " hidden" : "")}"
            + string.Concat(Lines.Select(line => $" + {line}"));

        public Ticket Build()
        {
            var ticket = new Ticket { Code = Code, Priority = Priority, IsHidden = IsHidden, AccountId = AccountId };
            ticket.Steps.AddRange(Lines.Select(line => line.Build()));
            return ticket;
        }
    }

    private static Gen<Draft> NewDraft { get; } = Gen.Select(
        Names.NewTicket,
        Gen.Int[0, 5],
        Gen.Frequency((9, false), (1, true)),
        Names.Optional(Names.AccountId),
        Gen.Frequency((3, Gen.Const(Array.Empty<Line>())), (2, NewLine.Array[1, 3])),
        (code, priority, isHidden, accountId, lines) => new Draft(code, priority, isHidden, accountId, lines));

    private static Gen<(string Text, Action<Ticket> Apply)> Changes { get; } = Gen.Frequency(
        (4, Gen.Int[0, 5].Select(to => Apply($"priority = {to}", ticket => ticket.Priority = to))),
        (3, Names.NewTicket.Select(to => Apply($"code = {to}", ticket => ticket.Code = to))),
        (2, Names.Optional(Names.AccountId, 9).Select(to => Apply($"account = {to}", ticket => ticket.AccountId = to))),
        (2, NewLine.Select(line => Apply($"add {line}", ticket => ticket.Steps.Add(line.Build())))),
        (1, Gen.Const(Apply("hide", ticket => ticket.IsHidden = true))),
        (1, Gen.Const(Apply("show", ticket => ticket.IsHidden = false))),
        (1, Gen.Const(Apply("nothing", _ => { }))));

    /// <summary>What finds a row: its primary key, or its code.</summary>
    private static Gen<(OtherKey<Ticket>? By, bool FindsHidden)> Search { get; } = Gen.Select(
        Gen.Frequency((3, Gen.Const((OtherKey<Ticket>?)null)), (1, Gen.Const((OtherKey<Ticket>?)TicketTable.Code))),
        Gen.Frequency((4, false), (1, true)));

    public static Gen<ModelWrite<Ticket>> Creates { get; } =
        NewDraft.Select(ModelWrite<Ticket> (draft) => new Creation<Ticket>($"{draft}", draft.Build));

    public static Gen<ModelWrite<Ticket>> Updates { get; } = Gen.Select(
        Names.Ticket,
        Changes,
        Search,
        ModelWrite<Ticket> (code, change, search) => new Change<Ticket>($"{code}: {change.Text}", code, change.Apply)
        {
            By = search.By,
            FindsHidden = search.FindsHidden,
        });

    public static Gen<ModelWrite<Ticket>> Purges { get; } = Gen.Select(
        Names.Ticket,
        Search,
        ModelWrite<Ticket> (code, search) => new Removal<Ticket>(code) { By = search.By, FindsHidden = search.FindsHidden });

    public static Gen<ModelWrite<Ticket>> Upserts { get; } = Gen.Select(
        Gen.Frequency((1, Names.Ticket), (1, Names.NewTicket)),
        NewDraft,
        Changes,
        Gen.Frequency((4, true), (1, false)),
        Gen.Bool,
        ModelWrite<Ticket> (code, draft, change, changes, findsHidden) => new Upsertion<Ticket>(
            $"upsert {code}: {(changes ? change.Text : "as it is")}, or {draft with { Code = code }}",
            code,
            (draft with { Code = code }).Build,
            changes ? change.Apply : null)
        {
            By = TicketTable.Code,
            FindsHidden = findsHidden,
        });

    public static Gen<ModelGate> Targets { get; } = Gen.Int[0, 5].Select(ModelGate (least) => Gates.TicketTarget(least));

    private static (string Text, Action<Ticket> Apply) Apply(string text, Action<Ticket> apply) => (text, apply);
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

    public static Gen<ModelWrite<Grant>> Upserts { get; } = Gen.Select(
        Names.Grant,
        Gen.Bool,
        Rank,
        ModelWrite<Grant> (name, isOpen, rank) => new Upsertion<Grant>(
            $"upsert {name} {(isOpen ? "open" : "closed")} rank {rank}",
            name,
            () => new Grant { Name = name, IsOpen = isOpen, Rank = rank },
            grant => (grant.IsOpen, grant.Rank) = (isOpen, rank)));

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

    public static Gen<ModelWrite<Owner>> Upserts { get; } = Gen.Select(
        Gen.Int[1, 6],
        Names.Owner,
        Gen.Bool,
        ModelWrite<Owner> (id, name, renames) => new Upsertion<Owner>(
            $"upsert owner {id} '{name}'{(renames ? "" : ", or as it is")}",
            id,
            () => new Owner { Id = id, Name = name },
            renames ? owner => owner.Name = name : null));

    public static Gen<ModelWrite<Owner>> Purges { get; } = Names.OwnerId.Select(ModelWrite<Owner> (id) => new Removal<Owner>(id));

    public static Gen<ModelGate> Targets { get; } = Names.Owner.Select(ModelGate (name) => Gates.OwnerTarget(name));
}
