namespace Conditional.Bulk.Contracts.EntityFramework;

public abstract class SaveChangesOverrideTests(TestProvider provider, EngineSetting engine)
    : ContractTests<SaveChangesOverrideContext>(provider, engine)
{
    [Fact]
    public async Task CreateUpdatePurge_BothOverloadsOverridden_BothAreCalledOnceForEachItem()
    {
        var ops = NewOps();

        var created = await ops.BulkCreatePartialAsync<Page>([New("a"), New("a"), New("b")]);
        var updated = await ops.UpdateAsync(
            new Updater<Page>(UpdaterSpec.For<Page>(page => page.Title = "a2"), created.Succeeded[0].Id));

        created.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        created.Succeeded.Should().OnlyContain(page => page.Saves == "outer inner ");
        updated.Saves.Should().Be("outer inner outer inner ");
        (await CommittedAsync(context => context.Set<Page>().ToListAsync()))
            .Should().BeEquivalentTo([updated, created.Succeeded[1]]);
    }

    [Fact]
    public async Task Purge_OverrideThatDeletesSoftly_RowIsKeptAndMarked()
    {
        var page = new Page { Title = "a", Saves = "" };
        await SeedAsync(page);

        var purged = await NewOps().PurgeAsync(new Purger<Page>(page.Id));

        purged.Title.Should().Be("a");
        (await CommittedAsync(context => context.Set<Page>().SingleAsync())).Deleted.Should().BeTrue();
    }

    private static CreatorSpec<Page> New(string title) => CreatorSpec.For(() => new Page { Title = title });
}

public sealed class SaveChangesOverrideContext(DbContextOptions<SaveChangesOverrideContext> options) : DbContext(options)
{
    public override Task<int> SaveChangesAsync(CancellationToken cancellationToken = default)
    {
        foreach (var page in WrittenPages()) page.Saves += "outer ";
        return base.SaveChangesAsync(cancellationToken);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var page in WrittenPages()) page.Saves += "inner ";
        foreach (var entry in ChangeTracker.Entries<Page>())
        {
            if (entry.State is not EntityState.Deleted) continue;

            entry.State = EntityState.Modified;
            entry.Entity.Deleted = true;
        }

        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Page>().HasIndex(page => page.Title).IsUnique();

    private List<Page> WrittenPages() =>
    [
        .. ChangeTracker.Entries<Page>()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified)
            .Select(entry => entry.Entity),
    ];
}

public sealed class Page
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public string Saves { get; set; } = "";

    public bool Deleted { get; set; }
}
