using Microsoft.EntityFrameworkCore.Diagnostics;
using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>What is said of failures, saves and windows is true, and the same in every setting.</summary>
public abstract class ReportTests(TestProvider provider) : TruthTests<PressContext>(provider)
{
    private static readonly string[] s_titles = ["a", "b", "a", "c", "b", "d"];

    [Fact]
    public Task BulkCreate_UniqueViolations_ReadTheSame() => ShouldHoldAsync(Creates() with { SameTexts = true });

    [Fact]
    public Task BulkUpdate_Failures_ReadTheSame() => ShouldHoldAsync(new Batch<Issue>
    {
        Seed = () => "abcd".Select((title, i) => new Issue { Id = i, Title = $"{title}" }),
        Items = () =>
        [
            Update<Issue>(0, issue => issue.Title = "b"),
            Update<Issue>(1, issue => issue.Pages = -1),
            Update<Issue>(2, issue => issue.Title = null!),
            Update<Issue>(9, issue => issue.Title = "x"),
            Update<Issue>(3, _ => throw new InvalidTimeZoneException("No time.")),
            Update<Issue>(3, issue => issue.SectionId = 9),
            Update<Issue>(3, issue => issue.Title = "z"),
        ],
        SameTexts = true,
    });

    [Fact]
    public Task BulkPurge_Failures_ReadTheSame() => ShouldHoldAsync(new Batch<Section>
    {
        Seed = () => [new Section { Id = 1 }, new Section { Id = 2 }, new Issue { Id = 1, Title = "a", SectionId = 1 }],
        Items = () => [Purge<Section>(1), Purge<Section>(2), Purge<Section>(3), Purge<Section>(2)],
        SameTexts = true,
    });

    [Fact]
    public Task BulkUpdate_ConcurrencyTokenThatChanged_ReadsTheSame() => ShouldHoldAsync(new Batch<Issue>
    {
        Seed = () => "abcd".Select((title, i) => new Issue { Id = i, Title = $"{title}" }),
        Items = () =>
        [
            Update<Issue>(0, issue => issue.Pages = 1),
            Update<Issue>(1, issue => issue.Pages = -2),
            Update<Issue>(1, issue => issue.Pages = 2),
        ],
        SameTexts = true,
    });

    [Fact]
    public Task BulkCreate_NullWhereNotNull_ReadsTheSame() => ShouldHoldAsync(new Batch<Issue>
    {
        Items = () =>
        [
            Create(() => new Issue { Id = 1, Title = "a" }),
            Create(() => new Issue { Id = 2, Title = null! }),
            Create(() => new Issue { Id = 3, Title = "c", SectionId = 4 }),
            Create(() => new Issue { Id = 4, Title = "d", Pages = -1 }),
            Create<Issue>(() => null!),
            Create<Issue>(() => throw new InvalidTimeZoneException("No time.")),
        ],
        SameTexts = true,
    });

    [Fact]
    public async Task BulkCreate_InterceptorOfSavedChanges_CountsWhatWasWritten()
    {
        foreach (var setting in Provider.Settings)
        {
            await ResetAsync();
            var counter = new SaveCounter();
            await using var context = NewContext(setting, options => options.AddInterceptors(counter));

            var result = await new WriteOps<PressContext>(context).BulkCreatePartialAsync(
                s_titles.Select((title, i) => CreatorSpec.For(() => new Issue { Id = i, Title = title })), setting.Defaults);

            result.Succeeded.Should().HaveCount(4);
            counter.Saved.Should().Equal([1, 1, 1, 1], $"{setting}");
            counter.Failed.Should().Be(2, $"{setting}");
        }
    }

    [Fact]
    public async Task BulkUpdate_InterceptorOfSavingChanges_SeesEachItemAlone()
    {
        foreach (var setting in Provider.Settings)
        {
            await ResetAsync();
            await SeedAsync([.. s_titles.Distinct().Select((title, i) => new Issue { Id = i, Title = title })]);
            var seen = new SavingRecorder();
            await using var context = NewContext(setting, options => options.AddInterceptors(seen));

            var result = await new WriteOps<PressContext>(context).BulkUpdatePartialAsync(
                Enumerable.Range(0, 4).Select(i => new Updater<Issue>(UpdaterSpec.For<Issue>(issue => issue.Pages = i + 1), i)),
                setting.Defaults);

            result.HasFailures.Should().BeFalse();
            seen.Entities.Should().Equal(["0", "1", "2", "3"], $"{setting}");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public async Task BulkCreate_ItemsFail_TheLogHasNoStackTraces(int? itemsPerWindow)
    {
        var log = new LogRecorder();
        var ops = NewOps(log.Configure);

        await ops.BulkCreatePartialAsync(
            [
                .. s_titles.Select((title, i) => CreatorSpec.For(() => new Issue { Id = i, Title = title })),
                CreatorSpec.For(() => new Issue { Id = 10, Title = "\ud800" }),
                CreatorSpec.For(() => new Issue { Id = 0, Title = "zero again" }),
                CreatorSpec.For(() => new Issue { Id = 12, Title = null! }),
            ],
            new BulkOptions { ItemsPerWindow = itemsPerWindow });

        log.OfLibrary().Where(record => record.Exception is not null).Should().BeEmpty();
    }

    [Fact]
    public async Task BulkUpdate_EntityInTwoTables_TheLogGivesNoReasonThatIsNotTrue()
    {
        await SeedAsync(
            [.. Enumerable.Range(1, 3).Select(id => new Poster { Id = id }), .. Enumerable.Range(1, 3).Select(id => new Flyer { Id = id })]);
        var log = new LogRecorder();
        var ops = NewOps(log.Configure);

        (await ops.BulkUpdatePartialAsync(Enumerable.Range(1, 3).Select(id => new Updater<Poster>(
            UpdaterSpec.For<Poster>(poster => (poster.Front, poster.Back) = ("f", "b")), id)))).HasFailures.Should().BeFalse();
        (await ops.BulkUpdatePartialAsync(Enumerable.Range(1, 3).Select(id => new Updater<Sheet>(
            UpdaterSpec.For<Sheet>(sheet => sheet.Text = "s"), id)))).HasFailures.Should().BeFalse();

        // Both are mapped to tables, have keys, and no interceptor, trigger or override is there.
        string[] untrue = ["no table", "not mapped", "view", "interceptor", "trigger", "overrides", "key", "function"];
        log.OfLibrary().Select(record => record.Message)
            .Where(message => untrue.Any(reason => message.Contains($": {reason}", StringComparison.OrdinalIgnoreCase)
                || (message.Contains("by itself") && message.Contains(reason, StringComparison.OrdinalIgnoreCase))))
            .Should().BeEmpty();
    }

    protected override Task<List<string>> RowsAsync(PressContext context) =>
        context.Issues.OrderBy(issue => issue.Id).Select(issue => $"{issue.Id} {issue.Title}").ToListAsync();

    private static Batch<Issue> Creates() => new()
    {
        Items = () => [.. s_titles.Select((title, i) => Create(() => new Issue { Id = i, Title = title }))],
        Outcomes = [Ok, Ok, UniqueViolation, Ok, UniqueViolation, Ok],
        Rows = ["0 a", "1 b", "3 c", "5 d"],
    };

    private sealed class SaveCounter : SaveChangesInterceptor
    {
        public List<int> Saved { get; } = [];

        public int Failed { get; private set; }

        public override ValueTask<int> SavedChangesAsync(
            SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            Saved.Add(result);
            return new(result);
        }

        public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
        {
            Failed++;
            return Task.CompletedTask;
        }
    }

    private sealed class SavingRecorder : SaveChangesInterceptor
    {
        public List<string> Entities { get; } = [];

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Entities.Add(string.Join(",", eventData.Context!.ChangeTracker.Entries<Issue>().Select(entry => entry.Entity.Id)));
            return new(result);
        }
    }
}

/// <summary>Constraints of each kind, a concurrency token, an entity in two tables, and a TPC hierarchy.</summary>
public sealed class PressContext(DbContextOptions<PressContext> options) : DbContext(options)
{
    public DbSet<Issue> Issues => Set<Issue>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Issue>(issue =>
        {
            issue.ToTable("Issues", table => table.HasCheckConstraint("ck_issues_pages", "\"Pages\" >= 0"));
            issue.Property(row => row.Id).ValueGeneratedNever();
            issue.Property(row => row.Pages).IsConcurrencyToken();
            issue.HasIndex(row => row.Title).IsUnique();
            issue.HasOne<Section>().WithMany().HasForeignKey(row => row.SectionId).OnDelete(DeleteBehavior.NoAction);
        });
        modelBuilder.Entity<Section>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Poster>(poster =>
        {
            poster.Property(row => row.Id).ValueGeneratedNever();
            poster.ToTable("Fronts").SplitToTable("Backs", table => table.Property(row => row.Back));
        });
        modelBuilder.Entity<Sheet>().UseTpcMappingStrategy().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Flyer>().ToTable("Flyers");
        modelBuilder.Entity<Leaflet>().ToTable("Leaflets");
    }
}

public sealed class Issue
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public int Pages { get; set; }

    public int? SectionId { get; set; }
}

public sealed class Section
{
    public int Id { get; set; }
}

public sealed class Poster
{
    public int Id { get; set; }

    public string? Front { get; set; }

    public string? Back { get; set; }
}

public abstract class Sheet
{
    public int Id { get; set; }

    public string? Text { get; set; }
}

public sealed class Flyer : Sheet;

public sealed class Leaflet : Sheet;
