namespace Conditional.Bulk.Contracts.Operations;

/// <summary>Contexts whose constructors use the database.</summary>
public abstract class ConstructorTests(TestProvider provider, EngineSetting engine) : NoteTests(provider, engine)
{
    [Fact]
    public async Task Verbs_ConstructorEnsuresCreated_Work() =>
        await ShouldWriteAsync(() => new CreatingContext(Database.Options<CreatingContext>()));

    [Fact]
    public async Task Verbs_ConstructorQueries_Work() =>
        await ShouldWriteAsync(() => new QueryingContext(Database.Options<QueryingContext>()));

    [Fact]
    public async Task Verbs_ConstructorOpensItsConnection_Work() =>
        await ShouldWriteAsync(() => new OpeningContext(Database.Options<OpeningContext>()));

    /// <summary>In a transaction of its own, a caller's, and a provider's.</summary>
    private async Task ShouldWriteAsync<TContext>(Func<TContext> create) where TContext : NoteContextBase
    {
        await using (var context = create())
        {
            var ops = new WriteOps<TContext>(context);
            (await ops.BulkCreatePartialAsync([Note.New("a"), Note.New("a"), Note.New("b")]))
                .ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        }

        await using (var context = create())
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await new WriteOps<TContext>(context).CreateAsync(Note.New("c"));
            await transaction.CommitAsync();
        }

        await new DbOpsProvider<TContext>(new Factory<TContext>(create)).WriteAsync((ops, token) => ops.CreateAsync(Note.New("d"), token));
        (await NotesAsync()).Should().Equal("a", "b", "c", "d");
    }

    private sealed class Factory<TContext>(Func<TContext> create) : IDbContextFactory<TContext> where TContext : DbContext
    {
        public TContext CreateDbContext() => create();
    }
}

public sealed class CreatingContext : NoteContextBase
{
    public CreatingContext(DbContextOptions<CreatingContext> options) : base(options) => Database.EnsureCreated();
}

public sealed class SeedingContext : NoteContextBase
{
    public SeedingContext(DbContextOptions<SeedingContext> options) : base(options)
    {
        using var transaction = Database.BeginTransaction();
        transaction.Commit();
    }
}

public sealed class QueryingContext : NoteContextBase
{
    public QueryingContext(DbContextOptions<QueryingContext> options) : base(options) => Seen = Notes.Count();

    public int Seen { get; }
}

public sealed class OpeningContext : NoteContextBase
{
    public OpeningContext(DbContextOptions<OpeningContext> options) : base(options) => Database.OpenConnection();
}
