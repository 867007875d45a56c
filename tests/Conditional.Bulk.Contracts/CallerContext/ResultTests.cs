using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Conditional.Bulk.Contracts.CallerContext;

/// <summary>Results are detached, and the caller's entities keep their values, as with ExecuteUpdate.</summary>
public abstract class ResultTests(TestProvider provider, EngineSetting engine) : CatalogTests(provider, engine)
{
    [Fact]
    public async Task Create_ReferringByKey_CallersCollectionGetsNoFixUp()
    {
        var ops = NewOps();
        var author = await ops.Context.Authors.Include(row => row.Books).SingleAsync(row => row.Id == AuthorIds[0]);

        var book = await ops.CreateAsync(BookSpec("new", author: 0));

        book.AuthorId.Should().Be(author.Id);
        book.Author.Should().BeNull();
        author.Books.Should().ContainSingle().Which.Id.Should().Be(BookIds[0]);
        ops.Context.Entry(book).State.Should().Be(EntityState.Detached);
    }

    [Fact]
    public async Task Create_Graph_NothingOfItIsTrackedByTheCaller()
    {
        var ops = NewOps();

        var author = await ops.CreateAsync(CreatorSpec.For(
            () => new Author { Name = "new", Books = { new Book { Title = "new", Tags = { new Tag { Name = "new" } } } } }));

        ops.Context.ChangeTracker.Entries().Should().BeEmpty();
        author.Books[0].Author.Should().BeSameAs(author);
        author.Books[0].Tags[0].Id.Should().BePositive();
    }

    [Fact]
    public async Task Update_RowTrackedByTheCaller_ItsEntityKeepsItsValues()
    {
        var ops = NewOps();
        var tracked = await ops.Context.Books.Include(book => book.Author).SingleAsync(book => book.Id == BookIds[0]);
        var before = Tracker(ops.Context);

        var updated = await ops.UpdateAsync(Rename(0, "renamed"));

        updated.Should().NotBeSameAs(tracked);
        updated.Title.Should().Be("renamed");
        Tracker(ops.Context).Should().Be(before);
        ops.Context.Entry(updated).State.Should().Be(EntityState.Detached);
        tracked.Author!.Books.Should().Equal(tracked);
    }

    [Fact]
    public async Task Update_RowModifiedByTheCaller_LoadsTheRowNotTheEntity()
    {
        var ops = NewOps();
        var tracked = await ops.Context.Books.SingleAsync(book => book.Id == BookIds[0]);
        tracked.Title = "unsaved";

        var updated = await ops.UpdateAsync(
            new Updater<Book>(UpdaterSpec.For<Book>(book => book.Title += " appended"), BookIds[0]));

        updated.Title.Should().Be("book 0 appended");
        tracked.Title.Should().Be("unsaved");
    }

    [Fact]
    public async Task Purge_RowTrackedByTheCaller_ItsEntityStays()
    {
        var ops = NewOps();
        var author = await ops.Context.Authors.Include(row => row.Books).SingleAsync(row => row.Id == AuthorIds[0]);
        var before = Tracker(ops.Context);

        var purged = await ops.PurgeAsync(new Purger<Book>(BookIds[0]));

        purged.Should().NotBeSameAs(author.Books.Single());
        Tracker(ops.Context).Should().Be(before);
        (await TitlesAsync()).Should().Equal("book 1", "book 2");
    }

    [Fact]
    public async Task BulkCreate_ResultsChangedLater_AreNotSaved()
    {
        var ops = NewOps();
        var result = await ops.BulkCreatePartialAsync([BookSpec("first"), BookSpec("second")]);

        foreach (var book in result.Succeeded) book.Title = "changed";

        (await ops.Context.SaveChangesAsync()).Should().Be(0);
        await ops.CreateAsync(BookSpec("third"));
        (await TitlesAsync()).Should().Contain(["first", "second", "third"]).And.NotContain("changed");
    }

    [Fact]
    public async Task Create_ResultAttachedToTheCaller_IsTheCallersFromThenOn()
    {
        var ops = NewOps();
        var book = await ops.CreateAsync(BookSpec("new"));

        ops.Context.Attach(book).Entity.Title = "renamed";
        await ops.CreateAsync(BookSpec("other"));
        await ops.Context.SaveChangesAsync();

        (await TitlesAsync()).Should().Contain(["renamed", "other"]);
    }

    [Fact]
    public async Task Create_CommandTimeoutOfTheCaller_HoldsForItsStatements()
    {
        var timeouts = new TimeoutRecorder();
        var ops = NewOps(options => options.AddInterceptors(timeouts));
        ops.Context.Database.SetCommandTimeout(77);
        await ops.CreateAsync(BookSpec("first").OnlyIf(OnlyIf.Exists<Author>(author => author.Name == "author 0")));
        timeouts.Seen.Should().NotBeEmpty().And.OnlyContain(timeout => timeout == 77);
        timeouts.Seen.Clear();
        ops.Context.Database.SetCommandTimeout(78);
        await ops.UpdateAsync(Rename(0, "second"));

        timeouts.Seen.Should().NotBeEmpty().And.OnlyContain(timeout => timeout == 78);
    }

    [Fact]
    public async Task Create_ScopedPooledContext_TwoLeasesOfOneInstance()
    {
        var factory = new PooledDbContextFactory<CatalogContext>(Database.Options<CatalogContext>(), poolSize: 1);
        var mine = new Author { Name = "mine" };
        CatalogContext first;
        await using (first = factory.CreateDbContext())
        {
            first.Add(mine);
            var ops = new WriteOps<CatalogContext>(first);
            var refused = await ops.BulkCreatePartialAsync([CreatorSpec.For(() => new Book { Title = "refused", Author = mine })]);
            refused.Failed.Should().ContainSingle().Which.Kind.Should().Be(WriteFailureKind.SpecFailed);
        }

        await using var second = factory.CreateDbContext();
        second.Should().BeSameAs(first);
        mine.Id = 0;
        var other = new Author { Name = "other" };
        second.Add(other);
        var result = await new WriteOps<CatalogContext>(second).BulkCreatePartialAsync(
        [
            CreatorSpec.For(() => new Book { Title = "allowed", Author = mine }),
            CreatorSpec.For(() => new Book { Title = "refused", Author = other }),
        ]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(null, WriteFailureKind.SpecFailed);
        second.ChangeTracker.Entries().Should().ContainSingle().Which.Entity.Should().BeSameAs(other);
        second.Database.AutoSavepointsEnabled.Should().BeTrue();
        (await TitlesAsync()).Should().Contain("allowed").And.NotContain("refused");
    }

    [Fact]
    public async Task WriteAsync_PooledContexts_EachWorkStartsClean()
    {
        var factory = new PooledDbContextFactory<CatalogContext>(Database.Options<CatalogContext>(), poolSize: 1);
        var provider = new DbOpsProvider<CatalogContext>(factory);

        for (var i = 0; i < 3; i++)
        {
            var title = $"new {i}";
            await provider.WriteAsync(async (ops, token) =>
            {
                ops.Context.ChangeTracker.Entries().Should().BeEmpty();
                ops.Context.Attach(new Tag { Id = TagId, Name = "tag" });
                await ops.CreateAsync(BookSpec(title), token);
            });
        }

        (await TitlesAsync()).Should().Contain(["new 0", "new 1", "new 2"]);
    }

    private sealed class TimeoutRecorder : DbCommandInterceptor
    {
        public List<int> Seen { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default) => Record(command, result);

        public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<object> result,
            CancellationToken cancellationToken = default) => Record(command, result);

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default) => Record(command, result);

        private ValueTask<InterceptionResult<TResult>> Record<TResult>(DbCommand command, InterceptionResult<TResult> result)
        {
            Seen.Add(command.CommandTimeout);
            return ValueTask.FromResult(result);
        }
    }
}
