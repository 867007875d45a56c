namespace Conditional.Bulk.Contracts.EntityFramework;

/// <summary>Results against EF's trackers, and trackers that a context's constructor has changed.</summary>
public abstract class TrackerTests<TContext>(TestProvider provider, EngineSetting engine)
    : ContractTests<TContext>(provider, engine)
    where TContext : DbContext
{
    [Fact]
    public async Task BulkUpdate_PropertyAndNewChild_AreSavedAroundAFailingItem()
    {
        var (a, b, c) = await SeedBoxesAsync();

        var result = await NewOps().BulkUpdatePartialAsync<Box>([Change(a, "a2"), Change(b, "a2"), Change(c, "c2")]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await BoxesAsync()).Should().Equal("a2: thing of a2", "b: ", "c2: thing of c2");

        static Updater<Box> Change(Box row, string label) => new(
            UpdaterSpec.For<Box>(box =>
            {
                box.Label = label;
                box.Things.Add(new Thing { Text = $"thing of {label}" });
            }),
            row.Id);
    }

    [Fact]
    public async Task Update_AppliedTwiceInOneBatch_SecondSeesTheFirst()
    {
        var (a, _, _) = await SeedBoxesAsync();
        var updater = new Updater<Box>(UpdaterSpec.For<Box>(box => box.Label += "!"), a.Id);

        var result = await NewOps().BulkUpdatePartialAsync<Box>([updater, updater]);

        result.Succeeded.Select(box => box.Label).Should().Equal("a!", "a!!");
        (await BoxesAsync()).First().Should().Be("a!!: ");
    }

    [Fact]
    public async Task Update_ThatChangesNothing_SucceedsWithTheCurrentRow()
    {
        var (a, b, c) = await SeedBoxesAsync();

        var result = await NewOps().BulkUpdatePartialAsync<Box>([Touch(a.Id), Touch(int.MaxValue), Touch(c.Id)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        result.Succeeded.Should().BeEquivalentTo([a, c]);
        (await BoxesAsync()).Should().Equal("a: ", "b: ", "c: ");

        static Updater<Box> Touch(int id) => new(UpdaterSpec.For<Box>(_ => { }), id);
    }

    [Fact]
    public async Task Purge_RowChangedSinceTheCallerReadIt_ReturnsItAsLoadedInTheTransaction()
    {
        var (a, _, _) = await SeedBoxesAsync();
        var ops = NewOps();
        await ops.Context.Set<Box>().AsTracking().LoadAsync();
        await CommittedAsync(context => context.Set<Box>().Where(box => box.Id == a.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(box => box.Label, "changed meanwhile")));

        var purged = await ops.PurgeAsync(new Purger<Box>(a.Id));

        purged.Label.Should().Be("changed meanwhile");
        (await BoxesAsync()).Should().Equal("b: ", "c: ");
    }

    [Fact]
    public async Task CreateUpdatePurge_Results_AreDetachedAndSavedByNobody()
    {
        var (a, b, _) = await SeedBoxesAsync();
        var ops = NewOps();
        var created = await ops.CreateAsync(NewBoxWithThing());
        var updated = await ops.UpdateAsync(new Updater<Box>(UpdaterSpec.For<Box>(box => box.Label = "a2"), a.Id));
        var purged = await ops.PurgeAsync(new Purger<Box>(b.Id));

        foreach (var box in new[] { created, updated, purged })
        {
            ops.Context.Entry(box).State.Should().Be(EntityState.Detached);
            box.Label = "scribbled";
        }

        created.Things.Single().Text = "scribbled";
        (await ops.Context.SaveChangesAsync()).Should().Be(0);
        await ops.CreateAsync(CreatorSpec.For(() => new Box { Label = "later" }));

        ops.Context.ChangeTracker.Entries().Should().BeEmpty();
        (await BoxesAsync()).Should().Equal("a2: ", "c: ", "later: ", "new: thing");
    }

    [Fact]
    public async Task Create_Result_CanBeAttachedToAnotherContextAndUpdated()
    {
        var created = await NewOps().CreateAsync(NewBoxWithThing());

        await using var context = NewContext();
        context.Update(created).Entity.Label = "renamed";
        await context.SaveChangesAsync();

        (await BoxesAsync()).Should().Equal("renamed: thing");
    }

    private static CreatorSpec<Box> NewBoxWithThing() =>
        CreatorSpec.For(() => new Box { Label = "new", Things = [new() { Text = "thing" }] });

    private async Task<(Box A, Box B, Box C)> SeedBoxesAsync()
    {
        var (a, b, c) = (new Box { Label = "a" }, new Box { Label = "b" }, new Box { Label = "c" });
        await SeedAsync(a, b, c);
        return (a, b, c);
    }

    private async Task<IEnumerable<string>> BoxesAsync()
    {
        var boxes = await CommittedAsync(context =>
            context.Set<Box>().AsNoTracking().Include(box => box.Things).OrderBy(box => box.Label).ToListAsync());
        return boxes.Select(box => $"{box.Label}: {string.Join(' ', box.Things.Select(thing => thing.Text))}");
    }
}

public abstract class BoxContextBase(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Box>().HasIndex(box => box.Label).IsUnique();
        modelBuilder.Entity<Box>().HasMany(box => box.Things).WithOne().HasForeignKey("BoxId").IsRequired();
    }
}

public sealed class BoxContext(DbContextOptions<BoxContext> options) : BoxContextBase(options);

public sealed class ManualDetectionBoxContext : BoxContextBase
{
    public ManualDetectionBoxContext(DbContextOptions<ManualDetectionBoxContext> options) : base(options) =>
        ChangeTracker.AutoDetectChangesEnabled = false;
}

public sealed class NoTrackingBoxContext : BoxContextBase
{
    public NoTrackingBoxContext(DbContextOptions<NoTrackingBoxContext> options) : base(options) =>
        ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
}

public sealed class Box
{
    public int Id { get; set; }

    public required string Label { get; set; }

    public List<Thing> Things { get; set; } = [];
}

public sealed class Thing
{
    public int Id { get; set; }

    public required string Text { get; set; }
}
