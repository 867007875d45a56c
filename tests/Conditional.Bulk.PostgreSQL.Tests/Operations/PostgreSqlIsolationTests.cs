using System.Data;
using Conditional.Bulk.Contracts.Operations;

namespace Conditional.Bulk.PostgreSQL.Tests.Operations;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlIsolationTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : IsolationTests(provider, engine)
{
    [Fact]
    public async Task Read_ByDefaultWhileAnotherSessionCommits_SeesTheCommit()
    {
        var (before, after) = await NewOpsProvider().ReadAsync(async (ops, token) =>
        {
            var before = await ops.Context.Notes.CountAsync(token);
            await NewOps().CreateAsync(Note.New("committed in between"), token);
            return (before, await ops.Context.Notes.CountAsync(token));
        });

        (before, after).Should().Be((0, 1));
    }

    [Fact]
    public async Task ReadAndWrite_ByDefault_RunAtReadCommitted()
    {
        var provider = NewOpsProvider();

        (await provider.ReadAsync(IsolationOfAsync)).Should().Be("read committed");
        (await provider.WriteAsync(IsolationOfAsync)).Should().Be("read committed");
    }

    [Theory]
    [InlineData(IsolationLevel.RepeatableRead, "repeatable read")]
    [InlineData(IsolationLevel.Serializable, "serializable")]
    public async Task WithIsolationLevel_ReadAndWrite_RunAtIt(IsolationLevel level, string expected)
    {
        var original = NewOpsProvider();
        var provider = original.WithIsolationLevel(level);

        (await provider.ReadAsync(IsolationOfAsync)).Should().Be(expected);
        (await provider.WriteAsync(IsolationOfAsync)).Should().Be(expected);
        (await original.WriteAsync(IsolationOfAsync)).Should().Be("read committed");
    }

    [Fact]
    public async Task Create_WithoutATransaction_RunsAtReadCommittedWhateverTheServersDefault()
    {
        var context = NewContext();
        await context.Database.OpenConnectionAsync();
        await context.Database.ExecuteSqlAsync($"SET default_transaction_isolation = 'serializable'");
        string? level = null;
        var ops = new WriteOps<NoteContext>(context, options =>
        {
            var created = new NoteContext(options);
            created.SavingChanges += (_, _) => level = Isolation(created).Single();
            return created;
        });

        await ops.CreateAsync(Note.New("a"));

        level.Should().Be("read committed");
    }

    private static Task<string> IsolationOfAsync(ReadOps<NoteContext> ops, CancellationToken cancellationToken) =>
        Isolation(ops.Context).SingleAsync(cancellationToken);

    private static IQueryable<string> Isolation(NoteContext context) =>
        context.Database.SqlQuery<string>($"""SELECT current_setting('transaction_isolation') AS "Value" """);
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlIsolationInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlIsolationTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlIsolationItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlIsolationTests(provider, EngineSetting.ItemByItem);
