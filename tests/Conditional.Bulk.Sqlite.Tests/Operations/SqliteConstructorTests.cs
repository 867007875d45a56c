using Conditional.Bulk.Contracts.Operations;
using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.Sqlite.Tests.Operations;

public abstract class SqliteConstructorTests(EngineSetting engine) : ConstructorTests(SqliteTestProvider.Instance, engine)
{
    [Fact]
    public async Task Verbs_ConstructorQueriesOnTheCallersOwnConnection_Work()
    {
        await using var connection = new SqliteConnection(Database.ConnectionString);
        await connection.OpenAsync();
        await using var context = new CreatingContext(
            Database.Options<CreatingContext>(options => options.UseSqlite(connection, sqlite => sqlite.UseConditionalBulk(Engine.Defaults))));
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
            Database.Options<SeedingContext>(options => options.UseSqlite(connection, sqlite => sqlite.UseConditionalBulk(Engine.Defaults))));
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
            if (callersConnection) options.UseSqlite(connection, sqlite => sqlite.UseConditionalBulk(Engine.Defaults));
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

public sealed class SqliteConstructorInWindowsTests() : SqliteConstructorTests(EngineSetting.InWindows);

public sealed class SqliteConstructorItemByItemTests() : SqliteConstructorTests(EngineSetting.ItemByItem);
