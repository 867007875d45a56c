namespace Conditional.Bulk.Contracts.EntityFramework;

public abstract class ManyToManyTests(TestProvider provider, EngineSetting engine)
    : ContractTests<ManyToManyContext>(provider, engine)
{
    [Fact]
    public async Task BulkCreate_SkipNavigationWithNewRows_JoinRowsAreWritten()
    {
        var result = await NewOps().BulkCreatePartialAsync<Post>(
        [
            CreatorSpec.For(() => new Post { Title = "first", Tags = [new() { Label = "a" }, new() { Label = "b" }] }),
            CreatorSpec.For(() => new Post { Title = "broken", Tags = [new() { Label = "c" }, new() { Label = "a" }] }),
            CreatorSpec.For(() => new Post { Title = "last", Tags = [new() { Label = "c" }] }),
        ]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await PostsAsync()).Should().Equal("first: a b", "last: c");
    }

    [Fact]
    public async Task BulkCreate_JoinEntityToExistingRowsByKey_JoinRowsAreWritten()
    {
        var (a, b) = await SeedTagsAsync();

        var result = await NewOps().BulkCreatePartialAsync<Post>(
        [
            CreatorSpec.For(() => new Post { Title = "first", PostTags = [new() { TagId = a }, new() { TagId = b }] }),
            CreatorSpec.For(() => new Post { Title = "broken", PostTags = [new() { TagId = a }, new() { TagId = -1 }] }),
            CreatorSpec.For(() => new Post { Title = "last", PostTags = [new() { TagId = b }] }),
        ]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.ForeignKeyViolation);
        (await PostsAsync()).Should().Equal("first: a b", "last: b");
    }

    [Fact]
    public async Task BulkUpdate_NewTagsAndExistingOnesByKey_JoinRowsAreAdded()
    {
        var (a, b) = await SeedTagsAsync();
        var (first, broken, last) = await SeedPostsAsync(a);

        var result = await NewOps().BulkUpdatePartialAsync<Post>(
        [
            new(UpdaterSpec.For<Post>(post => post.Tags.Add(new Tag { Label = "new" })), first),
            new(UpdaterSpec.For<Post>(post => post.Tags.Add(new Tag { Label = "new" })), broken),
            new(UpdaterSpec.For<Post>(post => post.PostTags.Add(new PostTag { TagId = b })), last),
        ]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await PostsAsync()).Should().Equal("broken: a", "first: a new", "last: a b");
    }

    [Fact]
    public async Task BulkPurge_JoinEntityByKey_OnlyTheLinkGoes()
    {
        var (a, _) = await SeedTagsAsync();
        var (first, missing, last) = await SeedPostsAsync(a);

        var result = await NewOps().BulkPurgePartialAsync<PostTag>([new(first, a), new(missing, int.MaxValue), new(last, a)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        (await PostsAsync()).Should().Equal("broken: a", "first: ", "last: ");
    }

    [Fact]
    public async Task Purge_Post_ItsLinksGoAndTheTagsStay()
    {
        var (a, _) = await SeedTagsAsync();
        var (first, _, _) = await SeedPostsAsync(a);

        await NewOps().PurgeAsync(new Purger<Post>(first));

        (await PostsAsync()).Should().Equal("broken: a", "last: a");
        (await CommittedAsync(context => context.Set<Tag>().CountAsync())).Should().Be(2);
        (await CommittedAsync(context => context.Set<PostTag>().CountAsync())).Should().Be(2);
    }

    private async Task<(int A, int B)> SeedTagsAsync()
    {
        var (a, b) = (new Tag { Label = "a" }, new Tag { Label = "b" });
        await SeedAsync(a, b);
        return (a.Id, b.Id);
    }

    private async Task<(int First, int Broken, int Last)> SeedPostsAsync(int tagId)
    {
        Post[] posts = [NewPost("first"), NewPost("broken"), NewPost("last")];
        await SeedAsync(posts);
        return (posts[0].Id, posts[1].Id, posts[2].Id);

        Post NewPost(string title) => new() { Title = title, PostTags = [new() { TagId = tagId }] };
    }

    private async Task<IEnumerable<string>> PostsAsync()
    {
        var posts = await CommittedAsync(context =>
            context.Set<Post>().Include(post => post.Tags).OrderBy(post => post.Title).ToListAsync());
        return posts.Select(post => $"{post.Title}: {string.Join(' ', post.Tags.Select(tag => tag.Label).Order())}");
    }
}

public sealed class ManyToManyContext(DbContextOptions<ManyToManyContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tag>().HasIndex(tag => tag.Label).IsUnique();
        modelBuilder.Entity<Post>().HasMany(post => post.Tags).WithMany().UsingEntity<PostTag>(
            join => join.HasOne<Tag>().WithMany().HasForeignKey(link => link.TagId),
            join => join.HasOne<Post>().WithMany(post => post.PostTags).HasForeignKey(link => link.PostId),
            join => join.HasKey(link => new { link.PostId, link.TagId }));
    }
}

public sealed class Post
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public List<Tag> Tags { get; set; } = [];

    public List<PostTag> PostTags { get; set; } = [];
}

public sealed class Tag
{
    public int Id { get; set; }

    public required string Label { get; set; }
}

public sealed class PostTag
{
    public int PostId { get; set; }

    public int TagId { get; set; }
}
