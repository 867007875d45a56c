using Conditional.Bulk.Contracts.Truth;
using Conditional.Bulk.PostgreSQL.Tests.Locking;
using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.PostgreSQL.Tests.Truth;

/// <summary>
/// EF leaves a branch out of the SQL that a captured value decides, so whether a gate can be locked depends on what it captured: each
/// item counts, not the first alone.
/// </summary>
[Collection(PostgreSqlTruthCollection.Name)]
public sealed class ConditionalLockTests(PostgreSqlTestProvider provider) : TruthTests<ClubContext>(provider)
{
    [Theory]
    [InlineData("true false true")]
    [InlineData("true false")]
    [InlineData("false true")]
    [InlineData("true true true false")]
    [InlineData("false")]
    public Task BulkConditionalCreate_OrWithASubQuery_IsRefusedIfAnyItemNeedsIt(string opens) => ShouldRefuseAsync(
        opens, open => OnlyIf.Exists<Club>(club => club.Id == 1 && (open || club.Members.Any())));

    [Theory]
    [InlineData("true false true")]
    [InlineData("true true false")]
    public Task BulkConditionalCreate_ConditionalWithASubQuery_IsRefusedIfAnyItemNeedsIt(string opens) => ShouldRefuseAsync(
        opens, open => OnlyIf.Exists<Club>(club => club.Id == 1 && (open ? club.IsOpen : club.Members.Any())));

    [Theory]
    [InlineData("true false true")]
    [InlineData("true true false")]
    public Task BulkConditionalCreate_CoalescedSubQuery_IsRefusedIfAnyItemNeedsIt(string opens) => ShouldRefuseAsync(opens, open =>
    {
        int? limit = open ? 1 : null;
        return OnlyIf.Exists<Club>(club => club.Id == 1 && (limit ?? club.Members.Count) > 0);
    });

    [Theory]
    [InlineData("true false true")]
    [InlineData("true true false")]
    public Task BulkConditionalCreate_AndWithASubQuery_IsRefusedIfAnyItemNeedsIt(string opens) => ShouldRefuseAsync(
        opens, open => OnlyIf.Exists<Club>(club => club.Id == 1 && !(!open && !club.Members.Any())));

    [Theory]
    [InlineData("true false true")]
    [InlineData("true true false")]
    public Task BulkConditionalCreate_OperandOfAndWithASubQuery_IsRefusedIfAnyItemNeedsIt(string opens) => ShouldRefuseAsync(
        opens,
        open => OnlyIf.Exists<Club>(club => club.IsOpen) & OnlyIf.Exists<Club>(club => club.Id == 1 && (open || club.Members.Any())));

    [Theory]
    [InlineData("true false true")]
    [InlineData("true true false")]
    public Task BulkConditionalUpdate_TargetWithASubQuery_IsRefusedIfAnyItemNeedsIt(string opens) => ShouldHoldAsync(new Batch<Club>
    {
        Seed = Seed,
        Items = () =>
        [
            .. opens.Split(' ').Select(bool.Parse).Select((open, i) => Update<Club>(
                i + 1, club => club.Visits++, OnlyIf.Target<Club>(club => open || club.Members.Any()))),
        ],
        IsRefused = true,
        Rows = ["1 0", "2 0", "3 0", "4 0"],
    });

    [Theory]
    [InlineData("true true")]
    [InlineData("true true true")]
    public Task BulkConditionalCreate_NoItemNeedsTheSubQuery_IsWritten(string opens) => ShouldHoldAsync(Creates(
        opens, open => OnlyIf.Exists<Club>(club => club.Id == 1 && (open || club.Members.Any()))) with
    {
        Outcomes = [.. opens.Split(' ').Select(_ => Ok)],
    });

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BulkConditionalCreate_NoItemNeedsTheSubQuery_TheRowIsHeldUntilCommit(int itemsPerWindow)
    {
        await SeedAsync([.. Seed()]);
        var open = true;
        await using var other = await Session.OpenAsync(Database);

        await NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            var gate = OnlyIf.Exists<Club>(club => club.Id == 1 && (open || club.Members.Any()));
            var result = await ops.BulkConditionalCreatePartialAsync<Ticket>(
                [.. new[] { 1, 2 }.Select(id => CreatorSpec.For(() => new Ticket { Id = id }).OnlyIf(gate))],
                new BulkOptions { ItemsPerWindow = itemsPerWindow },
                token);

            result.HasFailures.Should().BeFalse();
            (await other.CanLockAsync("\"Clubs\" WHERE \"Id\" = 1")).Should().BeFalse();
        });
    }

    protected override async Task<List<string>> RowsAsync(ClubContext context) =>
    [
        .. (await context.Clubs.OrderBy(club => club.Id).ToListAsync()).Select(club => $"{club.Id} {club.Visits}"),
        .. (await context.Tickets.OrderBy(ticket => ticket.Id).ToListAsync()).Select(ticket => $"ticket {ticket.Id}"),
    ];

    private static IEnumerable<object> Seed() =>
        [.. Enumerable.Range(1, 4).Select(id => new Club { Id = id, IsOpen = true, Members = { new Member { Id = id } } })];

    private Task ShouldRefuseAsync(string opens, Func<bool, OnlyIf> gateOf) =>
        ShouldHoldAsync(Creates(opens, gateOf) with { IsRefused = true, Rows = ["1 0", "2 0", "3 0", "4 0"] });

    private static Batch<Ticket> Creates(string opens, Func<bool, OnlyIf> gateOf) => new()
    {
        Seed = Seed,
        Items = () => [.. opens.Split(' ').Select(bool.Parse).Select((open, i) => Create(() => new Ticket { Id = i }, gateOf(open)))],
    };
}

/// <summary>Clubs and their members: a gate that asks for members needs a sub-query.</summary>
public sealed class ClubContext(DbContextOptions<ClubContext> options) : DbContext(options)
{
    public DbSet<Club> Clubs => Set<Club>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Club>().Property(club => club.Id).ValueGeneratedNever();
        modelBuilder.Entity<Member>().Property(member => member.Id).ValueGeneratedNever();
        modelBuilder.Entity<Ticket>().Property(ticket => ticket.Id).ValueGeneratedNever();
    }
}

public sealed class Club
{
    public int Id { get; set; }

    public bool IsOpen { get; set; }

    public int Visits { get; set; }

    public List<Member> Members { get; } = [];
}

public sealed class Member
{
    public int Id { get; set; }
}

public sealed class Ticket
{
    public int Id { get; set; }
}
