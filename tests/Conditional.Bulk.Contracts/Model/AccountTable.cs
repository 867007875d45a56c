namespace Conditional.Bulk.Contracts.Model;

internal sealed class AccountTable : ModelTable<Account>
{
    public static OtherKey<Account> Name { get; } = new(
        "name",
        name => Key<Account>.Of(row => row.Name, (string)name),
        (world, name) => world.Accounts.Find(row => row.Name.Equals(name))?.Id,
        row => row.Name);

    public override Account? Load(World world, object key) => world.Accounts.Find(row => row.Id.Equals(key)) is { } row
        ? new Account
        {
            Id = row.Id,
            Name = row.Name,
            Balance = row.Balance,
            OwnerId = row.OwnerId,
            ParentId = row.ParentId,
            Note = row.Note,
        }
        : null;

    public override object KeyOf(Account row) => row.Id;

    public override IEnumerable<object> Children(Account row) => row.Owner is null ? row.Entries : [row.Owner, .. row.Entries];

    public override bool IsTrackable(Account row) =>
        row.Entries.Select(entry => entry.Id).Distinct().Count() == row.Entries.Count;

    public override World Insert(World world, Account row)
    {
        row.OwnerId = row.Owner?.Id ?? row.OwnerId;
        return AddEntries(row, world with
        {
            Owners = row.Owner is null ? world.Owners : world.Owners.Add(row.Owner),
            Accounts = world.Accounts.Add(row),
        });
    }

    public override World Update(World world, Account row) =>
        AddEntries(row, world with { Accounts = world.Accounts.RemoveAll(old => old.Id == row.Id).Add(row) });

    public override World Delete(World world, object key) => world with
    {
        Accounts = world.Accounts.RemoveAll(row => row.Id.Equals(key)),
        Entries = world.Entries.RemoveAll(row => row.AccountId.Equals(key)),
        Tickets = [.. world.Tickets.Select(row => key.Equals(row.AccountId) ? TicketTable.Copy(row, accountId: null) : row)],
    };

    private static World AddEntries(Account row, World world)
    {
        foreach (var entry in row.Entries) entry.AccountId = row.Id;
        return world with { Entries = world.Entries.AddRange(row.Entries) };
    }
}
