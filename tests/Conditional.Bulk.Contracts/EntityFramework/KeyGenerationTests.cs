namespace Conditional.Bulk.Contracts.EntityFramework;

public abstract class KeyGenerationTests(TestProvider provider, EngineSetting engine)
    : RoundTripTests<KeyGenerationContext>(provider, engine)
{
    [Fact]
    public Task CreateUpdatePurge_IdentityKey_FailingItemsLeaveNothing() =>
        RoundTripAsync(name => new IdentityRow { Name = name }, (_, _) => { }, row => [row.Id]);

    [Fact]
    public Task CreateUpdatePurge_ClientGeneratedGuidKey_FailingItemsLeaveNothing() =>
        RoundTripAsync(name => new GuidRow { Name = name }, (_, _) => { }, row => [row.Id]);

    [Fact]
    public Task CreateUpdatePurge_StringKey_FailingItemsLeaveNothing() =>
        RoundTripAsync(name => new StringRow { Code = $"code {name}", Name = name }, (_, _) => { }, row => [row.Code]);

    [Fact]
    public Task CreateUpdatePurge_CompositeKey_FailingItemsLeaveNothing() => RoundTripAsync(
        name => new CompositeRow { Region = "north", Number = name[0], Name = name },
        (_, _) => { },
        row => [row.Region, row.Number]);

    [Fact]
    public async Task Create_IdentityAndGuidKeys_ResultsCarryTheGeneratedKeys()
    {
        var ops = NewOps();

        var identities = await ops.BulkCreatePartialAsync<IdentityRow>([For("a"), For("a"), For("b")]);
        var guid = await ops.CreateAsync(CreatorSpec.For(() => new GuidRow { Name = "a" }));

        identities.Succeeded.Select(row => row.Id).Should().OnlyHaveUniqueItems().And.OnlyContain(id => id > 0);
        guid.Id.Should().NotBeEmpty();

        static CreatorSpec<IdentityRow> For(string name) => CreatorSpec.For(() => new IdentityRow { Name = name });
    }
}

public sealed class KeyGenerationContext(DbContextOptions<KeyGenerationContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<IdentityRow>().HasIndex(row => row.Name).IsUnique();
        modelBuilder.Entity<GuidRow>().HasIndex(row => row.Name).IsUnique();
        modelBuilder.Entity<StringRow>().HasKey(row => row.Code);
        modelBuilder.Entity<StringRow>().HasIndex(row => row.Name).IsUnique();
        modelBuilder.Entity<CompositeRow>().HasKey(row => new { row.Region, row.Number });
        modelBuilder.Entity<CompositeRow>().HasIndex(row => row.Name).IsUnique();
    }
}

public sealed class IdentityRow : INamedRow
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

public sealed class GuidRow : INamedRow
{
    public Guid Id { get; set; }

    public required string Name { get; set; }
}

public sealed class StringRow : INamedRow
{
    public required string Code { get; set; }

    public required string Name { get; set; }
}

public sealed class CompositeRow : INamedRow
{
    public required string Region { get; set; }

    public int Number { get; set; }

    public required string Name { get; set; }
}
