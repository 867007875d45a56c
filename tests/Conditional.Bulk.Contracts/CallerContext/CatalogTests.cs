namespace Conditional.Bulk.Contracts.CallerContext;

/// <summary>A catalog with three authors of one book each, and a tag.</summary>
public abstract class CatalogTests(TestProvider provider, EngineSetting engine) : ContractTests<CatalogContext>(provider, engine)
{
    protected IReadOnlyList<int> AuthorIds { get; private set; } = [];

    protected IReadOnlyList<int> BookIds { get; private set; } = [];

    protected int TagId { get; private set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var tag = new Tag { Name = "tag" };
        var authors = Enumerable.Range(0, 3)
            .Select(i => new Author { Name = $"author {i}", Books = { new Book { Title = $"book {i}" } } })
            .ToList();
        authors[0].Books[0].Tags.Add(tag);
        await SeedAsync([.. authors, tag]);
        AuthorIds = [.. authors.Select(author => author.Id)];
        BookIds = [.. authors.Select(author => author.Books[0].Id)];
        TagId = tag.Id;
    }

    /// <summary>All that a tracker knows. Does not make it look for changes.</summary>
    protected static string Tracker(DbContext context) => context.ChangeTracker.DebugView.LongView;

    protected CreatorSpec<Book> BookSpec(string title, int author = 1) =>
        CreatorSpec.For(() => new Book { Title = title, AuthorId = AuthorIds[author] });

    protected Updater<Book> Rename(int book, string title) => new(UpdaterSpec.For<Book>(loaded => loaded.Title = title), BookIds[book]);

    protected Task<List<string>> TitlesAsync() =>
        CommittedAsync(context => context.Books.OrderBy(book => book.Title).Select(book => book.Title).ToListAsync());
}
