namespace Conditional.Bulk.Contracts.Model;

/// <summary>Tickets are named by their code, since each database generates keys of its own.</summary>
internal sealed class TicketTable : ModelTable<Ticket>
{
    private const int NoKey = -1;

    public static OtherKey<Ticket> Code { get; } = new(
        "code",
        code => Key<Ticket>.Of(row => row.Code, (string)code),
        (world, code) => world.Tickets.Find(row => row.Code.Equals(code))?.Id,
        row => row.Code);

    public static Ticket Copy(Ticket row, int? accountId) => new()
    {
        Id = row.Id,
        Code = row.Code,
        Priority = row.Priority,
        Weight = row.Weight,
        IsHidden = row.IsHidden,
        AccountId = accountId,
    };

    public override object KeyOf(World world, object name) => world.Tickets.Find(row => row.Code.Equals(name))?.Id ?? NoKey;

    public override Ticket? Load(World world, object key) => LoadHidden(world, key) is { IsHidden: false } row ? row : null;

    public override Ticket? LoadHidden(World world, object key) =>
        world.Tickets.Find(row => row.Id.Equals(key)) is { } row ? Copy(row, row.AccountId) : null;

    public override object KeyOf(Ticket row) => row.Id;

    public override IEnumerable<object> Children(Ticket row) => row.Steps;

    public override World Insert(World world, Ticket row)
    {
        row.Id = world.Tickets.Select(other => other.Id).DefaultIfEmpty().Max() + 1;
        if (row.Priority == 0) row.Priority = Ticket.DefaultPriority;
        return AddSteps(row, world with { Tickets = world.Tickets.Add(row) });
    }

    public override World Update(World world, Ticket row) =>
        AddSteps(row, world with { Tickets = world.Tickets.RemoveAll(old => old.Id == row.Id).Add(row) });

    public override World Delete(World world, object key) => world with
    {
        Tickets = world.Tickets.RemoveAll(row => row.Id.Equals(key)),
        Steps = world.Steps.RemoveAll(row => row.TicketId.Equals(key)),
    };

    private static World AddSteps(Ticket row, World world)
    {
        row.Weight = row.Priority * 2;
        foreach (var step in row.Steps) step.TicketId = row.Id;
        return world with { Steps = world.Steps.AddRange(row.Steps) };
    }
}
