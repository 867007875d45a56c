namespace Conditional.Bulk.Contracts.EntityFramework;

public abstract class QueryFilterTests(TestProvider provider, EngineSetting engine)
    : ContractTests<QueryFilterContext>(provider, engine)
{
    [Fact]
    public async Task BulkUpdate_TargetHiddenByFilter_TargetNotFound()
    {
        var (first, hidden, last) = await SeedArticlesAsync();

        var result = await NewOps().BulkUpdatePartialAsync<Article>([Retitle(first), Retitle(hidden), Retitle(last)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        (await TitlesAsync()).Should().Equal("new", "old", "new");
    }

    [Fact]
    public async Task BulkPurge_TargetHiddenByFilter_TargetNotFound()
    {
        var (first, hidden, last) = await SeedArticlesAsync();

        var result = await NewOps().BulkPurgePartialAsync<Article>([new(first.Id), new(hidden.Id), new(last.Id)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        (await TitlesAsync()).Should().Equal("old");
    }

    [Fact]
    public async Task BulkUpdate_TargetAndGateHidden_NotAllowedWinsOverNotFound()
    {
        var (_, hidden, _) = await SeedArticlesAsync();

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Article>([Retitle(hidden).OnlyIf(MayWrite("nobody"))]);

        result.ShouldFailOnlyAt(0, WriteFailureKind.NotAllowed);
    }

    [Fact]
    public async Task BulkCreate_GateRowHiddenByFilter_ThatItemIsRefused()
    {
        await SeedAsync(new Permit { User = "ann" }, new Permit { User = "bob", Deleted = true }, new Permit { User = "cleo" });

        var result = await NewOps().BulkConditionalCreatePartialAsync<Article>(
            [NewArticle("ann"), NewArticle("bob"), NewArticle("cleo")]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        (await TitlesAsync()).Should().Equal("ann", "cleo");

        static ConditionalCreator<Article> NewArticle(string user) =>
            CreatorSpec.For(() => new Article { Title = user }).OnlyIf(MayWrite(user));
    }

    [Fact]
    public async Task Create_NotExistsOfHiddenRow_Holds()
    {
        await SeedAsync(new Permit { User = "bob", Deleted = true });

        var created = await NewOps().CreateAsync(CreatorSpec.For(() => new Article { Title = "bob" })
            .OnlyIf(OnlyIf.NotExists<Permit>(permit => permit.User == "bob")));

        created.Id.Should().BePositive();
    }

    [Fact]
    public async Task Create_OneOfTwoGatesSeesOnlyHiddenRows_Refused()
    {
        await SeedAsync(new Permit { User = "ann" }, new Article { Title = "hidden", Deleted = true });

        var create = () => NewOps().CreateAsync(CreatorSpec.For(() => new Article { Title = "new" })
            .OnlyIf(MayWrite("ann") & OnlyIf.Exists<Article>(article => article.Title == "hidden")));

        await create.Should().ThrowAsync<ConditionalWriteNotAllowedException>();
    }

    [Fact]
    public async Task Update_ThatHidesItsRow_SucceedsAndReturnsTheRow()
    {
        var (first, _, _) = await SeedArticlesAsync();

        var updated = await NewOps().UpdateAsync(
            new Updater<Article>(UpdaterSpec.For<Article>(article => article.Deleted = true), first.Id));

        updated.Deleted.Should().BeTrue();
        (await CommittedAsync(context => context.Set<Article>().AnyAsync(article => article.Id == first.Id))).Should().BeFalse();
    }

    private static OnlyIf MayWrite(string user) => OnlyIf.Exists<Permit>(permit => permit.User == user);

    private static Updater<Article> Retitle(Article row) =>
        new(UpdaterSpec.For<Article>(article => article.Title = "new"), row.Id);

    private async Task<(Article First, Article Hidden, Article Last)> SeedArticlesAsync()
    {
        var (first, hidden, last) = (NewArticle(false), NewArticle(true), NewArticle(false));
        await SeedAsync(first, hidden, last);
        return (first, hidden, last);

        static Article NewArticle(bool deleted) => new() { Title = "old", Deleted = deleted };
    }

    private Task<List<string>> TitlesAsync() => CommittedAsync(context =>
        context.Set<Article>()
        .IgnoreQueryFilters().OrderBy(article => article.Id).Select(article => article.Title).ToListAsync());
}

public sealed class QueryFilterContext(DbContextOptions<QueryFilterContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Article>().HasQueryFilter(article => !article.Deleted);
        modelBuilder.Entity<Permit>().HasQueryFilter(permit => !permit.Deleted);
    }
}

public sealed class Article
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public bool Deleted { get; set; }
}

public sealed class Permit
{
    public int Id { get; set; }

    public required string User { get; set; }

    public bool Deleted { get; set; }
}
