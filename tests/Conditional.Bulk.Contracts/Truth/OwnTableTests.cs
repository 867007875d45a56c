using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>
/// What an item does to other rows of the table that is written, through the database's actions or its own graph, later items see.
/// </summary>
public abstract class OwnTableTests(TestProvider provider) : TruthTests<TeamContext>(provider)
{
    private static readonly OnlyIf s_led = OnlyIf.Target<Team>(team => team.LeaderId != null);

    [Fact]
    public Task BulkConditionalPurge_CascadeTookTheLeaderAway_GateSeesIt() => ShouldHoldAsync(new Batch<Team>
    {
        Seed = Teams,
        Items = () => [Purge<Team>(1, s_led | !s_led), Purge<Team>(2, s_led)],
        Outcomes = [Ok, NotAllowed],
        Rows = ["2 ", "3 2", "4 ", "person 2 of 2"],
    });

    [Fact]
    public Task BulkConditionalPurge_CascadesInARow_EachGateSeesTheLast() => ShouldHoldAsync(new Batch<Team>
    {
        Seed = Teams,
        Items = () => [Purge<Team>(2, s_led), Purge<Team>(3, s_led), Purge<Team>(1, !s_led)],
        Outcomes = [Ok, NotAllowed, Ok],
        Rows = ["3 ", "4 "],
    });

    [Fact]
    public Task BulkPurge_CascadeTookTheLeaderAway_ReturnedRowHasNone() => ShouldHoldAsync(new Batch<Team>
    {
        Seed = Teams,
        Items = () => [Purge<Team>(1), Purge<Team>(2), Purge<Team>(3), Purge<Team>(1)],
        Outcomes = [Ok, Ok, Ok, TargetNotFound],
        Rows = ["4 "],
    });

    [Fact]
    public Task BulkConditionalPurge_OfPeopleWhoseTeamHasALeader_GateSeesTheAction() => ShouldHoldAsync(new Batch<Person>
    {
        Seed = Teams,
        Items = () =>
        [
            Purge<Person>(1, OnlyIf.Exists<Team>(team => team.Id == 2 && team.LeaderId == 1)),
            Purge<Person>(2, OnlyIf.Exists<Team>(team => team.Id == 2 && team.LeaderId == 1)),
            Purge<Person>(2, OnlyIf.Exists<Team>(team => team.Id == 3 && team.LeaderId == 2)),
        ],
        Outcomes = [Ok, NotAllowed, Ok],
        Rows = ["1 ", "2 ", "3 ", "4 "],
    });

    [Theory]
    [InlineData("1 2", "ok TargetNotFound")]
    [InlineData("1 3", "ok TargetNotFound")]
    [InlineData("2 1 3", "ok ok TargetNotFound")]
    [InlineData("3 2 1", "ok ok ok")]
    [InlineData("1 4 2 3", "ok ok TargetNotFound TargetNotFound")]
    public Task BulkPurge_RowsThatACascadeTookAway_AreNotFound(string keys, string outcomes) => ShouldHoldAsync(new Batch<Node>
    {
        Seed = Nodes,
        Items = () => [.. keys.Split(' ').Select(int.Parse).Select(id => Purge<Node>(id))],
        Outcomes = outcomes.Split(' '),
    });

    [Theory]
    [InlineData("1 2", "ok TargetNotFound")]
    [InlineData("2 1", "ok ok")]
    [InlineData("1 4 3 2", "ok ok TargetNotFound TargetNotFound")]
    public Task BulkPurge_RowsThatACascadeThroughAnotherTableTookAway_AreNotFound(string keys, string outcomes) => ShouldHoldAsync(
        new Batch<Folder>
        {
            Seed = Folders,
            Items = () => [.. keys.Split(' ').Select(int.Parse).Select(id => Purge<Folder>(id))],
            Outcomes = outcomes.Split(' '),
        });

    [Theory]
    [InlineData("1 2", "ok ok")]
    [InlineData("3 3", "ok ok")]
    public Task BulkUpdate_ChildrenThatHaveActionsOnTheWrittenTable_AreTakenAway(string keys, string outcomes) => ShouldHoldAsync(
        new Batch<Folder>
        {
            Seed = Folders,
            Items = () =>
            [
                .. keys.Split(' ').Select(int.Parse).Select((id, i) => Update<Folder>(
                    id, folder => (folder.Text, folder.ShortcutId) = ($"{i}", i == 1 ? null : folder.ShortcutId))),
            ],
            Outcomes = outcomes.Split(' '),
        });

    [Fact]
    public Task BulkUpdate_RowThatAnEarlierGraphInserted_IsFound() => ShouldHoldAsync(new Batch<Node>
    {
        Seed = Nodes,
        Items = () =>
        [
            Update<Node>(4, node => node.Children.Add(new Node { Id = 10 })),
            Update<Node>(10, node => node.Text = "x"),
            Update<Node>(11, node => node.Text = "y"),
        ],
        Outcomes = [Ok, Ok, TargetNotFound],
        Rows = ["node 1 ", "node 2 ", "node 3 ", "node 4 ", "node 10 x"],
    });

    [Fact]
    public Task BulkUpdate_RowThatAnEarlierGraphInsertedTwoLevelsDown_IsFound() => ShouldHoldAsync(new Batch<Node>
    {
        Seed = Nodes,
        Items = () =>
        [
            Update<Node>(4, node => node.Children.Add(new Node { Id = 10, Children = { new Node { Id = 11 } } })),
            Update<Node>(1, node => node.Text = "one"),
            Update<Node>(11, node => node.Text = "x"),
            Update<Node>(10, node => node.Children.Add(new Node { Id = 12 })),
            Update<Node>(12, node => node.Text = "z"),
        ],
        Outcomes = [Ok, Ok, Ok, Ok, Ok],
        Rows = ["node 1 one", "node 2 ", "node 3 ", "node 4 ", "node 10 ", "node 11 x", "node 12 z"],
    });

    [Fact]
    public Task BulkConditionalUpdate_TargetReadsRowsThatAnEarlierItemChanged_SeesThem() => ShouldHoldAsync(new Batch<Node>
    {
        Seed = Nodes,
        Items = () =>
        [
            Update<Node>(1, node => node.Text = "closed", OnlyIf.Target<Node>(node => node.Text == "")),
            Update<Node>(2, node => node.Text = "x", OnlyIf.Target<Node>(node => node.Parent!.Text == "").WithoutLock()),
            Update<Node>(3, node => node.Text = "y", OnlyIf.Target<Node>(node => node.Parent!.Text == "").WithoutLock()),
        ],
        Outcomes = [Ok, NotAllowed, Ok],
        Rows = ["node 1 closed", "node 2 ", "node 3 y", "node 4 "],
    });

    [Fact]
    public Task BulkCreate_RowThatAnEarlierGraphInserted_IsTaken() => ShouldHoldAsync(new Batch<Node>
    {
        Items = () =>
        [
            Create(() => new Node { Id = 1, Children = { new Node { Id = 2 } } }),
            Create(() => new Node { Id = 2 }),
            Create(() => new Node { Id = 3, ParentId = 2 }),
            Create(() => new Node { Id = 4, Children = { new Node { Id = 3 } } }),
        ],
        Outcomes = [Ok, UniqueViolation, Ok, UniqueViolation],
        Rows = ["node 1 ", "node 2 ", "node 3 "],
    });

    protected override async Task<List<string>> RowsAsync(TeamContext context) =>
    [
        .. await context.Teams.OrderBy(team => team.Id).Select(team => $"{team.Id} {team.LeaderId}").ToListAsync(),
        .. await context.People.OrderBy(one => one.Id).Select(one => $"person {one.Id} of {one.TeamId}").ToListAsync(),
        .. await context.Nodes.OrderBy(node => node.Id).Select(node => $"node {node.Id} {node.Text}").ToListAsync(),
    ];

    // Node 1 has node 2, which has node 3; node 4 is alone.
    private static IEnumerable<object> Nodes() =>
        [new Node { Id = 1 }, new Node { Id = 2, ParentId = 1 }, new Node { Id = 3, ParentId = 2 }, new Node { Id = 4 }];

    // Each shortcut is in a folder, and belongs to the next one.
    private static IEnumerable<object> Folders() =>
    [
        new Folder { Id = 1 },
        new Shortcut { Id = 10, FolderId = 1 },
        new Folder { Id = 2, ShortcutId = 10 },
        new Shortcut { Id = 20, FolderId = 2 },
        new Folder { Id = 3, ShortcutId = 20 },
        new Folder { Id = 4 },
    ];

    // Person 1 is of team 1 and leads team 2; person 2 is of team 2 and leads team 3; team 4 has no one.
    private static IEnumerable<object> Teams()
    {
        Person[] people = [new() { Id = 1, TeamId = 1 }, new() { Id = 2, TeamId = 2 }];
        return [new Team { Id = 1 }, new Team { Id = 2 }, new Team { Id = 3 }, new Team { Id = 4 }, .. people];
    }

    protected override async Task SeedRowsAsync(IReadOnlyList<object> entities)
    {
        await base.SeedRowsAsync(entities);
        if (entities.OfType<Team>().Any())
        {
            await ExecuteAsync("""UPDATE "Teams" SET "LeaderId" = "Id" - 1 WHERE "Id" IN (2, 3)""");
        }
    }
}

/// <summary>A cycle with actions of the database, and a tree whose branches are deleted with their root.</summary>
public sealed class TeamContext(DbContextOptions<TeamContext> options) : DbContext(options)
{
    public DbSet<Team> Teams => Set<Team>();

    public DbSet<Person> People => Set<Person>();

    public DbSet<Node> Nodes => Set<Node>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Team>(team =>
        {
            team.Property(row => row.Id).ValueGeneratedNever();
            team.HasOne<Person>().WithMany().HasForeignKey(row => row.LeaderId).OnDelete(DeleteBehavior.SetNull);
        });
        modelBuilder.Entity<Person>(person =>
        {
            person.Property(row => row.Id).ValueGeneratedNever();
            person.HasOne<Team>().WithMany().HasForeignKey(row => row.TeamId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<Folder>(folder =>
        {
            folder.Property(row => row.Id).ValueGeneratedNever();
            folder.HasOne<Shortcut>().WithMany().HasForeignKey(row => row.ShortcutId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<Shortcut>(shortcut =>
        {
            shortcut.Property(row => row.Id).ValueGeneratedNever();
            shortcut.HasOne<Folder>().WithMany().HasForeignKey(row => row.FolderId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<Node>(node =>
        {
            node.Property(row => row.Id).ValueGeneratedNever();
            node.HasOne(row => row.Parent).WithMany(row => row.Children).HasForeignKey(row => row.ParentId)
                .OnDelete(DeleteBehavior.Cascade);
        });
    }
}

public sealed class Team
{
    public int Id { get; set; }

    public int? LeaderId { get; set; }
}

public sealed class Person
{
    public int Id { get; set; }

    public int TeamId { get; set; }
}

public sealed class Node
{
    public int Id { get; set; }

    public string Text { get; set; } = "";

    public int? ParentId { get; set; }

    public Node? Parent { get; set; }

    public List<Node> Children { get; } = [];
}

public sealed class Folder
{
    public int Id { get; set; }

    public string Text { get; set; } = "";

    public int? ShortcutId { get; set; }
}

public sealed class Shortcut
{
    public int Id { get; set; }

    public int FolderId { get; set; }
}
