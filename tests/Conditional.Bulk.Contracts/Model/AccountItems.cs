using CsCheck;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Generates writes to the table with client-given keys and the most constraints.</summary>
/// <param name="refusesText">Whether there is text that the database does not take.</param>
internal sealed class AccountItems(bool refusesText)
{
    private sealed record Draft(int Id, string? Name, int Balance, int OwnerId, int? ParentId, string? Note, bool HasNewOwner)
    {
        public override string ToString() =>
            $"account {Id} '{Name}' balance {Balance} {(HasNewOwner ? "new " : "")}owner {OwnerId}"
            + $"{(ParentId is null ? "" : $" parent {ParentId}")}{Rows.Note(Note)}";

        public Account Build() => new()
        {
            Id = Id,
            Name = Name!,
            Balance = Balance,
            OwnerId = HasNewOwner ? 0 : OwnerId,
            Owner = HasNewOwner ? new Owner { Id = OwnerId, Name = $"o{OwnerId}" } : null,
            ParentId = ParentId,
            Note = Note,
        };
    }

    private sealed record Line(int Id, string Label, int Amount)
    {
        public override string ToString() => $"entry {Id} '{Label}' amount {Amount}";

        public Entry Build() => new() { Id = Id, Label = Label, Amount = Amount };
    }

    public Gen<ModelWrite<Account>> Creates => Gen.Frequency(
        (20, Gen.Select(NewDraft, Lines, Create)),
        (1, Gen.Const<ModelWrite<Account>>(new Creation<Account>("spec throws", () => throw new ModelException("thrown")))),
        (1, Gen.Const<ModelWrite<Account>>(new Creation<Account>("spec returns null", () => null))),
        (1, Gen.Const<ModelWrite<Account>>(new Repetition<Account>())));

    public Gen<ModelWrite<Account>> Updates => Gen.Select(Row, Changes,
        ModelWrite<Account> (row, change) => new Change<Account>($"account {row.Name}: {change.Text}", row.Name, change.Apply)
        {
            By = row.By,
        });

    public static Gen<ModelWrite<Account>> Purges =>
        Row.Select(ModelWrite<Account> (row) => new Removal<Account>(row.Name) { By = row.By });

    /// <summary>Some of them build another row than that of their key.</summary>
    public Gen<ModelWrite<Account>> Upserts => Gen.Select(
        NewRow,
        NewDraft,
        Lines,
        Gen.Frequency((1, Gen.Const(((string, Action<Account>)?)null)), (4, Changes.Select(change => ((string, Action<Account>)?)change))),
        Gen.Frequency((19, true), (1, false)),
        (row, draft, lines, change, keepsKey) => Upsert(row, keepsKey ? OfRow(draft, row) : draft, lines, change));

    public static Gen<ModelGate> Targets { get; } = Gen.OneOf(
        Gen.Int[0, 12].Select(ModelGate (least) => Gates.AccountTarget(least)),
        Names.Owner.Select(ModelGate (name) => Gates.AccountTargetOfOwner(name)));

    /// <summary>What finds a row: its primary key, or its name.</summary>
    private static Gen<(object Name, OtherKey<Account>? By)> Row { get; } = RowOf(Names.AccountId);

    private static Gen<(object Name, OtherKey<Account>? By)> NewRow { get; } =
        RowOf(Gen.Frequency((1, Names.AccountId), (1, Names.NewAccountId)));

    private static Gen<int> Balance { get; } = Gen.Frequency((8, Gen.Int[0, 20]), (1, Gen.Const(-1)));

    private static Gen<Line> NewLine { get; } = Gen.Select(
        Gen.Int[11, 59],
        Names.Label,
        Gen.Frequency((8, Gen.Int[1, 9]), (1, Gen.Const(0))),
        (id, label, amount) => new Line(id, label, amount));

    private static Gen<Line[]> Lines { get; } = Gen.Frequency((3, Gen.Const(Array.Empty<Line>())), (2, NewLine.Array[1, 3]));

    private Gen<string?> Note => refusesText
        ? Gen.Frequency((20, null), (4, "note"), (1, "nul \0"), (1, "lone \ud800"))
        : Gen.Frequency((5, null), (1, (string?)"note"));

    private Gen<Draft> NewDraft => Gen.Select(
        Names.NewAccountId,
        Gen.Frequency((20, Names.Account.Select(name => (string?)name)), (1, Gen.Const((string?)null))),
        Balance,
        Names.OwnerId,
        Names.Optional(Names.AccountId),
        Note,
        Gen.Frequency((9, false), (1, true)),
        (id, name, balance, owner, parent, note, isNew) => new Draft(id, name, balance, owner, parent, note, isNew));

    private Gen<(string Text, Action<Account> Apply)> Changes => Gen.Frequency(
        (4, Balance.Select(to => Apply($"balance = {to}", account => account.Balance = to))),
        (4, Gen.Int[-9, 9].Select(by => Apply($"balance += {by}", account => account.Balance += by))),
        (3, Names.Account.Select(to => Apply($"name = '{to}'", account => account.Name = to))),
        (2, Names.OwnerId.Select(to => Apply($"owner = {to}", account => account.OwnerId = to))),
        (2, Names.Optional(Names.AccountId, 9).Select(to => Apply($"parent = {to}", account => account.ParentId = to))),
        (2, Note.Select(to => Apply($"note ={Rows.Note(to) ?? " null"}", account => account.Note = to))),
        (2, NewLine.Select(line => Apply($"add {line}", account => account.Entries.Add(line.Build())))),
        (1, Gen.Select(Balance, NewLine, (to, line) => Apply($"balance = {to}, add {line}", account =>
        {
            account.Balance = to;
            account.Entries.Add(line.Build());
        }))),
        (1, Gen.Const(Apply("nothing", _ => { }))),
        (1, Gen.Const(Apply("name = null", account => account.Name = null!))),
        (1, Gen.Const(Apply("another key", account => account.Id += 100))),
        (1, Gen.Const(Apply("balance = 1, then throws", account =>
        {
            account.Balance = 1;
            throw new ModelException("thrown");
        }))));

    private static (string Text, Action<Account> Apply) Apply(string text, Action<Account> apply) => (text, apply);

    private static Gen<(object Name, OtherKey<Account>? By)> RowOf(Gen<int> id) => Gen.Frequency(
        (3, id.Select(value => ((object)value, (OtherKey<Account>?)null))),
        (1, id.Select(value => ((object)$"n{value}", (OtherKey<Account>?)AccountTable.Name))));

    private static Draft OfRow(Draft draft, (object Name, OtherKey<Account>? By) row) =>
        row.By is null ? draft with { Id = (int)row.Name } : draft with { Name = (string)row.Name };

    private static ModelWrite<Account> Create(Draft draft, Line[] lines) =>
        new Creation<Account>(Text(draft, lines), () => Build(draft, lines));

    private static ModelWrite<Account> Upsert(
        (object Name, OtherKey<Account>? By) row, Draft draft, Line[] lines, (string Text, Action<Account> Apply)? change) =>
        new Upsertion<Account>(
            $"upsert account {row.Name}: {change?.Text ?? "as it is"}, or {Text(draft, lines)}",
            row.Name,
            () => Build(draft, lines),
            change?.Apply)
        {
            By = row.By,
        };

    private static string Text(Draft draft, Line[] lines) => $"{draft}{string.Concat(lines.Select(line => $" + {line}"))}";

    private static Account Build(Draft draft, Line[] lines)
    {
        var account = draft.Build();
        account.Entries.AddRange(lines.Select(line => line.Build()));
        return account;
    }
}
