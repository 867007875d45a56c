using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Contracts.EntityFramework;

/// <summary>Facts about a concurrency token, whoever writes it: the database or the application.</summary>
public abstract class ConcurrencyTokenTests<TContext>(TestProvider provider, EngineSetting engine)
    : ContractTests<TContext>(provider, engine)
    where TContext : DbContext
{
    [Fact]
    public async Task CreateUpdatePurge_Token_IsReadBackAndChecked()
    {
        var created = await NewOps().CreateAsync(CreatorSpec.For(() => new Draft { Title = "one" }));
        var updated = await NewOps().UpdateAsync(Retitle(created, "two"));

        updated.Version.Should().NotBe(created.Version);
        (await CommittedAsync(context => context.Set<Draft>().SingleAsync())).Should().BeEquivalentTo(updated);
        (await NewOps().PurgeAsync(new Purger<Draft>(created.Id))).Should().BeEquivalentTo(updated);
    }

    [Fact]
    public async Task BulkUpdate_ExpectedVersionAsGate_StaleItemsAreRefused()
    {
        var (first, stale, last) = (await CreateAsync("first"), await CreateAsync("stale"), await CreateAsync("last"));
        await NewOps().UpdateAsync(Retitle(stale, "changed meanwhile"));

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Draft>(
            [IfUnchanged(first), IfUnchanged(stale), IfUnchanged(last)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await TitlesAsync()).Should().Equal("new", "changed meanwhile", "new");

        static ConditionalUpdater<Draft> IfUnchanged(Draft seen)
        {
            var version = seen.Version;
            return Retitle(seen, "new").OnlyIf(OnlyIf.Target<Draft>(draft => draft.Version == version));
        }
    }

    [Fact]
    public async Task BulkUpdate_VersionAsGate_StaleItemsAreRefused()
    {
        var (first, stale, last) = (await CreateAsync("first"), await CreateAsync("stale"), await CreateAsync("last"));
        await NewOps().UpdateAsync(Retitle(stale, "changed meanwhile"));

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Draft>(
            [.. new[] { first, stale, last, first }.Select(seen => Retitle(seen, "new").OnlyIf(OnlyIf.Version<Draft>(seen.Version)))]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(null, WriteFailureKind.NotAllowed, null, WriteFailureKind.NotAllowed);
        (await TitlesAsync()).Should().Equal("new", "changed meanwhile", "new");
    }

    [Fact]
    public async Task BulkUpdate_RowChangesBetweenLoadAndSave_ConcurrencyConflictForThatItem()
    {
        var (first, changed, last) = (await CreateAsync("first"), await CreateAsync("changed"), await CreateAsync("last"));

        var result = await OpsThatChange(changed).BulkUpdatePartialAsync<Draft>(
            [Retitle(first, "new"), Retitle(changed, "new"), Retitle(last, "new")]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.ConcurrencyConflict)
            .Exception.Should().BeAssignableTo<DbUpdateConcurrencyException>();
        (await TitlesAsync()).Should().Equal("new", "changed", "new");
    }

    [Fact]
    public async Task BulkPurge_RowChangesBetweenLoadAndSave_ConcurrencyConflictForThatItem()
    {
        var (first, changed, last) = (await CreateAsync("first"), await CreateAsync("changed"), await CreateAsync("last"));

        var result = await OpsThatChange(changed).BulkPurgePartialAsync<Draft>(
            [new(first.Id), new(changed.Id), new(last.Id)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.ConcurrencyConflict);
        (await TitlesAsync()).Should().Equal("changed");
    }

    /// <summary>What a change of the row is in SQL; the database's own token changes with any.</summary>
    protected abstract FormattableString ChangeRow(int id);

    private Task<Draft> CreateAsync(string title) => NewOps().CreateAsync(CreatorSpec.For(() => new Draft { Title = title }));

    private static Updater<Draft> Retitle(Draft row, string title) =>
        new(UpdaterSpec.For<Draft>(draft => draft.Title = title), row.Id);

    private WriteOps<TContext> OpsThatChange(Draft row) =>
        NewOps(options => options.AddInterceptors(new ChangesRow(row.Id, ChangeRow(row.Id))));

    private Task<List<string>> TitlesAsync() => CommittedAsync(context =>
        context.Set<Draft>().OrderBy(draft => draft.Id).Select(draft => draft.Title).ToListAsync());

    /// <summary>Changes the row in the item's own transaction, after it was loaded and before it is saved.</summary>
    private sealed class ChangesRow(int id, FormattableString sql) : SaveChangesInterceptor
    {
        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (eventData.Context!.ChangeTracker.Entries<Draft>().Any(entry => entry.Entity.Id == id))
            {
                await eventData.Context.Database.ExecuteSqlAsync(sql, cancellationToken);
            }

            return result;
        }
    }
}

/// <summary>The application counts the version up, in its <c>SaveChangesAsync</c>.</summary>
public sealed class ApplicationTokenContext(DbContextOptions<ApplicationTokenContext> options) : DbContext(options)
{
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<Draft>())
        {
            if (entry.State is EntityState.Modified) entry.Entity.Version++;
        }

        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Draft>().Property(draft => draft.Version).IsConcurrencyToken();
}

public sealed class Draft
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public uint Version { get; set; }
}
