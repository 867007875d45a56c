using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.IntegrationTests.Operations;

/// <summary>9.15: contexts whose constructors use the database.</summary>
public abstract class ConstructorTests(TestProvider provider) : NoteTests(provider)
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

public sealed class SqliteConstructorTests() : ConstructorTests(SqliteTestProvider.Instance)
{
    [Fact]
    public async Task Verbs_ConstructorQueriesOnTheCallersOwnConnection_Work()
    {
        await using var connection = new SqliteConnection(Database.ConnectionString);
        await connection.OpenAsync();
        await using var context = new CreatingContext(
            Database.Options<CreatingContext>(options => options.UseSqlite(connection, sqlite => sqlite.UseConditionalBulk())));
        await new WriteOps<CreatingContext>(context).CreateAsync(Note.New("a"));

        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            await new WriteOps<CreatingContext>(context).CreateAsync(Note.New("b"));
            await transaction.CommitAsync();
        }

        (await NotesAsync()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task Verbs_ConstructorBeginsATransactionInsideTheCallers_ThrowsAndNamesTheConstructor()
    {
        await using var connection = new SqliteConnection(Database.ConnectionString);
        await connection.OpenAsync();
        await using var context = new SeedingContext(
            Database.Options<SeedingContext>(options => options.UseSqlite(connection, sqlite => sqlite.UseConditionalBulk())));
        await using var transaction = await context.Database.BeginTransactionAsync();

        var create = () => new WriteOps<SeedingContext>(context).CreateAsync(Note.New("b"));

        (await create.Should().ThrowAsync<InvalidOperationException>().WithMessage("*SeedingContext*constructor*"))
            .Which.InnerException.Should().NotBeNull();
        await transaction.CommitAsync();
        (await NotesAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verbs_WhileTheCallerReads_Work(bool callersConnection)
    {
        await using var connection = new SqliteConnection(Database.ConnectionString);
        var context = NewContext(options =>
        {
            if (callersConnection) options.UseSqlite(connection, sqlite => sqlite.UseConditionalBulk());
        });
        await new WriteOps<NoteContext>(context).BulkCreatePartialAsync([Note.New("a"), Note.New("b")]);
        await using var transaction = await context.Database.BeginTransactionAsync();
        var ops = new WriteOps<NoteContext>(context);

        await foreach (var text in context.Notes.OrderBy(note => note.Id).Select(note => note.Text).Take(2).AsAsyncEnumerable())
        {
            await ops.CreateAsync(Note.New($"after {text}"));
        }

        await transaction.CommitAsync();
        (await NotesAsync()).Should().Equal("a", "b", "after a", "after b");
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlConstructorTests(PostgreSqlTestProvider provider) : ConstructorTests(provider);

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
