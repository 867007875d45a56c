using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Conditional.Bulk.Contracts.CallerContext;

/// <summary>
/// A graph that reaches what the caller tracks, or what this call has returned, is refused before any of it is tracked, so that
/// navigation fix-up changes no collection of the caller's.
/// </summary>
public abstract class GraphTests(TestProvider provider, EngineSetting engine) : CatalogTests(provider, engine)
{
    /// <summary>How a new book reaches an entity of the caller's: an author, a book or a tag.</summary>
    public enum Path
    {
        Reference,
        SkipNavigation,
        CollectionOfReference,
        ThreeHops,
        ThreeHopsBySkipNavigations,
    }

    public enum Tracked
    {
        Unchanged,
        Modified,
        Deleted,
        AddedWithTemporaryKey,
        AfterTheFirstVerb,
    }

    public static TheoryData<Path, Tracked> PathsAndStates
    {
        get
        {
            var data = new TheoryData<Path, Tracked>();
            foreach (var path in Enum.GetValues<Path>())
            {
                foreach (var tracked in Enum.GetValues<Tracked>()) data.Add(path, tracked);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PathsAndStates))]
    public async Task BulkCreate_GraphReachesTrackedEntity_SpecFailedAndNothingOfTheCallersChanges(Path path, Tracked tracked)
    {
        var ops = NewOps();
        var (author, book, tag) = await TrackAsync(ops, tracked);
        var before = Tracker(ops.Context);

        var result = await ops.BulkCreatePartialAsync(
            [BookSpec("before"), CreatorSpec.For(() => Reaching(path, author, book, tag)), BookSpec("after")]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(null, WriteFailureKind.SpecFailed, null);
        Tracker(ops.Context).Should().Be(before);
        (author.Books, book.Tags, tag.Books).Should().BeEquivalentTo((new[] { book }, new[] { tag }, new[] { book }));
        (await TitlesAsync()).Should().Contain("before", "after").And.NotContain("new");
    }

    [Theory]
    [InlineData(Path.Reference)]
    [InlineData(Path.SkipNavigation)]
    [InlineData(Path.ThreeHops)]
    public async Task BulkUpdate_ApplyReachesTrackedEntity_SpecFailedAndNothingOfTheCallersChanges(Path path)
    {
        var ops = NewOps();
        var (author, book, tag) = await TrackAsync(ops, Tracked.Unchanged);
        var before = Tracker(ops.Context);
        var reaching = UpdaterSpec.For<Book>(loaded =>
        {
            var built = Reaching(path, author, book, tag);
            loaded.Title = "reached";
            loaded.Author = built.Author;
            loaded.Tags.AddRange(built.Tags);
        });

        var result = await ops.BulkUpdatePartialAsync([new Updater<Book>(reaching, BookIds[1]), Rename(2, "after")]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(WriteFailureKind.SpecFailed, null);
        Tracker(ops.Context).Should().Be(before);
        (author.Books, book.Tags, tag.Books).Should().BeEquivalentTo((new[] { book }, new[] { tag }, new[] { book }));
        (await TitlesAsync()).Should().Equal("after", "book 0", "book 1");
    }

    [Fact]
    public async Task Create_RootIsTracked_Throws()
    {
        var ops = NewOps();
        var book = new Book { Title = "mine", AuthorId = AuthorIds[0] };
        ops.Context.Add(book);
        var before = Tracker(ops.Context);

        var create = () => ops.CreateAsync(CreatorSpec.For(() => book));

        WriteFailure.Of((await create.Should().ThrowAsync<Exception>()).Which)!.Kind.Should().Be(WriteFailureKind.SpecFailed);
        Tracker(ops.Context).Should().Be(before);
        (await TitlesAsync()).Should().NotContain("mine");
    }

    [Fact]
    public async Task Create_TrackerWasCleared_IsAllowedAgain()
    {
        var ops = NewOps();
        var author = new Author { Name = "mine" };
        ops.Context.Add(author);
        await ops.BulkCreatePartialAsync([CreatorSpec.For(() => new Book { Title = "refused", Author = author })]);
        ops.Context.ChangeTracker.Clear();
        author.Id = 0;

        var book = await ops.CreateAsync(CreatorSpec.For(() => new Book { Title = "allowed", Author = author }));

        book.Author.Should().BeSameAs(author);
        (await TitlesAsync()).Should().Contain("allowed").And.NotContain("refused");
    }

    [Fact]
    public async Task Create_EntityWasDetached_IsAllowedAgain()
    {
        var ops = NewOps();
        var tag = new Tag { Name = "mine" };
        ops.Context.Add(tag);
        await ops.CreateAsync(BookSpec("first"));
        ops.Context.Entry(tag).State = EntityState.Detached;
        tag.Id = 0;

        await ops.CreateAsync(CreatorSpec.For(() => new Book { Title = "allowed", AuthorId = AuthorIds[0], Tags = { tag } }));

        (await CommittedAsync(context => context.Books.CountAsync(book => book.Tags.Any(row => row.Name == "mine")))).Should().Be(1);
    }

    [Fact]
    public async Task Create_TrackedByAnotherContext_IsAllowed()
    {
        var author = new Author { Name = "theirs" };
        var other = NewContext();
        other.Add(author);
        author.Id = 0;

        await NewOps().CreateAsync(CreatorSpec.For(() => new Book { Title = "allowed", Author = author }));

        (await TitlesAsync()).Should().Contain("allowed");
    }

    [Fact]
    public async Task BulkCreate_GraphReachesReturnedEntity_SpecFailed()
    {
        var author = new Author { Name = "new", Books = { new Book { Title = "first" } } };
        var books = author.Books;

        var result = await NewOps().BulkCreatePartialAsync(
        [
            CreatorSpec.For(() => author),
            CreatorSpec.For(() => new Author { Name = "other", Books = { new Book { Title = "second", Author = author } } }),
            CreatorSpec.For(() => new Author { Name = "other", Books = { books[0] } }),
            CreatorSpec.For(() => new Author { Name = "last" }),
        ]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(
            null, WriteFailureKind.SpecFailed, WriteFailureKind.SpecFailed, null);
        author.Books.Should().ContainSingle().Which.Title.Should().Be("first");
        (await TitlesAsync()).Should().NotContain("second");
    }

    [Fact]
    public async Task BulkUpdate_ApplyReachesReturnedEntity_SpecFailed()
    {
        Book? first = null;
        var take = UpdaterSpec.For<Book>(book => first = book);
        var reach = UpdaterSpec.For<Book>(book => book.Author = new Author { Name = "new", Books = { first! } });

        var result = await NewOps().BulkUpdatePartialAsync([new Updater<Book>(take, BookIds[0]), new Updater<Book>(reach, BookIds[1])]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(null, WriteFailureKind.SpecFailed);
        (await CommittedAsync(context => context.Authors.CountAsync())).Should().Be(3);
    }

    [Fact]
    public async Task BulkCreate_ReturnedByAnEarlierCall_IsNotOfThisCall()
    {
        var ops = NewOps();
        var author = await ops.CreateAsync(CreatorSpec.For(() => new Author { Name = "new" }));

        var result = await ops.BulkCreatePartialAsync([CreatorSpec.For(() => new Book { Title = "second", Author = author })]);

        // Not refused: EF adds the author once more, with the key that it has by now.
        result.Failed.Should().ContainSingle().Which.Kind.Should().Be(WriteFailureKind.UniqueViolation);
    }

    [Theory]
    [InlineData("same")]
    [InlineData("book 0")]
    public async Task BulkCreate_SameInstanceTwice_SpecFailed(string title)
    {
        var book = new Book { Title = title, AuthorId = AuthorIds[0] };
        var spec = CreatorSpec.For(() => book);

        var result = await NewOps().BulkCreatePartialAsync([spec, BookSpec("other"), spec]);

        result.Items[0].IsSuccess.Should().Be(title == "same");
        result.Items[1].IsSuccess.Should().BeTrue();
        result.Items[2].Failure!.Kind.Should().Be(WriteFailureKind.SpecFailed);
        (await TitlesAsync()).Count(row => row == title).Should().Be(1);
    }

    [Fact]
    public async Task BulkCreate_VeryDeepGraphReachesTrackedEntity_SpecFailed()
    {
        var ops = NewOps();
        var end = new Node { Id = Guid.NewGuid() };
        ops.Context.Attach(end);
        var start = end;
        for (var i = 0; i < 100_000; i++) start = new Node { Next = start };

        var result = await ops.BulkCreatePartialAsync([CreatorSpec.For(() => start), CreatorSpec.For(() => new Node())]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(WriteFailureKind.SpecFailed, null);
        ops.Context.ChangeTracker.Entries().Should().ContainSingle();
        (await CommittedAsync(context => context.Set<Node>().CountAsync())).Should().Be(1);
    }

    /// <summary>An author with one book, which has one tag: all three in the caller's tracker.</summary>
    private async Task<(Author Author, Book Book, Tag Tag)> TrackAsync(WriteOps<CatalogContext> ops, Tracked tracked)
    {
        var context = ops.Context;
        if (tracked == Tracked.AddedWithTemporaryKey)
        {
            var added = new Author { Name = "added", Books = { new Book { Title = "added", Tags = { new Tag { Name = "added" } } } } };
            context.Add(added);
            return (added, added.Books[0], added.Books[0].Tags[0]);
        }

        if (tracked == Tracked.AfterTheFirstVerb) await ops.UpdateAsync(Rename(2, "book 2"));
        var author = await context.Authors.Include(row => row.Books).ThenInclude(row => row.Tags).SingleAsync(row => row.Id == AuthorIds[0]);
        var (book, tag) = (author.Books[0], author.Books[0].Tags[0]);
        if (tracked is Tracked.Modified) (author.Name, book.Title, tag.Name) = ("modified", "modified", "modified");
        if (tracked is Tracked.Deleted)
        {
            // Without this, EF would cut the navigations that the paths go along.
            context.ChangeTracker.CascadeDeleteTiming = CascadeTiming.Never;
            foreach (var entity in new object[] { author, book, tag }) context.Entry(entity).State = EntityState.Deleted;
        }

        return (author, book, tag);
    }

    private Book Reaching(Path path, Author author, Book book, Tag tag) => path switch
    {
        Path.Reference => new Book { Title = "new", Author = author },
        Path.SkipNavigation => new Book { Title = "new", AuthorId = AuthorIds[1], Tags = { tag } },
        Path.CollectionOfReference => new Book { Title = "new", Author = new Author { Name = "new", Books = { book } } },
        Path.ThreeHops => new Book
        {
            Title = "new",
            Author = new Author { Name = "new", Books = { new Book { Title = "near", Author = author } } },
        },
        Path.ThreeHopsBySkipNavigations => new Book
        {
            Title = "new",
            AuthorId = AuthorIds[1],
            Tags = { new Tag { Name = "new", Books = { new Book { Title = "near", AuthorId = AuthorIds[1], Tags = { tag } } } } },
        },
        _ => throw new ArgumentOutOfRangeException(nameof(path)),
    };
}
