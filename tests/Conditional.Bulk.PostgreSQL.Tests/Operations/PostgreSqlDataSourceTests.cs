using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Operations;

/// <summary>An <see cref="NpgsqlDataSource"/> of the application's own, which knows an enum of the database.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlDataSourceTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<NoTablesContext>(provider, engine)
{
    private NpgsqlDataSource _dataSource = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var builder = new NpgsqlDataSourceBuilder(Database.ConnectionString);
        builder.MapEnum<Mood>();
        _dataSource = builder.Build();
        await using var context = NewMoodContext();
        await context.Database.EnsureCreatedAsync();
    }

    public override async Task DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task CreateUpdatePurge_DataSourceWithMappedEnum_FailingItemsLeaveNothing()
    {
        await using var context = NewMoodContext();
        var ops = new WriteOps<MoodContext>(context);

        var created = await ops.BulkCreatePartialAsync<Diary>([New(Mood.Happy), New(Mood.Happy), New(Mood.Sad)]);
        var cheered = await ops.BulkConditionalUpdatePartialAsync<Diary>([.. created.Succeeded.Select(CheerUp)]);
        var purged = await ops.PurgeAsync(new Purger<Diary>(Mood.Happy));

        created.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        cheered.ShouldFailOnlyAt(0, WriteFailureKind.NotAllowed);
        purged.Text.Should().Be("");
        await using var other = NewMoodContext();
        (await other.Set<Diary>().SingleAsync()).Should().BeEquivalentTo(new Diary { Mood = Mood.Sad, Text = "cheered up" });

        static CreatorSpec<Diary> New(Mood mood) => CreatorSpec.For(() => new Diary { Mood = mood });

        static ConditionalUpdater<Diary> CheerUp(Diary row) =>
            new Updater<Diary>(UpdaterSpec.For<Diary>(diary => diary.Text = "cheered up"), row.Mood)
                .OnlyIf(OnlyIf.Target<Diary>(diary => diary.Mood == Mood.Sad));
    }

    [Fact]
    public async Task Write_DataSourceWithMappedEnum_Commits()
    {
        var provider = new DbOpsProvider<MoodContext>(new MoodContextFactory(this));

        await provider.WriteAsync((ops, token) => ops.CreateAsync(CreatorSpec.For(() => new Diary { Mood = Mood.Sad }), token));

        (await provider.ReadAsync((ops, token) => ops.QueryAsync<Diary>([Mood.Sad], token))).Should().NotBeNull();
    }

    private MoodContext NewMoodContext() => new(new DbContextOptionsBuilder<MoodContext>()
        .UseNpgsql(_dataSource, npgsql => npgsql.MapEnum<Mood>().UseConditionalBulk(Engine.Defaults))
        .Options);

    private sealed class MoodContextFactory(PostgreSqlDataSourceTests tests) : IDbContextFactory<MoodContext>
    {
        public MoodContext CreateDbContext() => tests.NewMoodContext();
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlDataSourceInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlDataSourceTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlDataSourceItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlDataSourceTests(provider, EngineSetting.ItemByItem);

public sealed class NoTablesContext(DbContextOptions<NoTablesContext> options) : DbContext(options);

public sealed class MoodContext(DbContextOptions<MoodContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Diary>().HasKey(diary => diary.Mood);
}

public enum Mood
{
    Happy,
    Sad,
}

public sealed class Diary
{
    public Mood Mood { get; set; }

    public string Text { get; set; } = "";
}
