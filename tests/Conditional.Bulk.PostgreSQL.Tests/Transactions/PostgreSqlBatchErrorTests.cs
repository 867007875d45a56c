using Conditional.Bulk.Contracts.AppConfig;
using Conditional.Bulk.Contracts.Transactions;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Transactions;

/// <summary>Errors of PostgreSQL that leave no truthful result: thrown, and nothing of the call is kept.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlBatchErrorTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : TransactionTests(provider, engine)
{
    [Fact]
    public async Task WriteAsync_AbortedBySwallowedStatement_ThrowsInsteadOfAResult()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Spec("a"), token);
            await AbortAsync(ops.Context);
            return "result";
        });

        SqlState((await write.Should().ThrowAsync<Exception>()).Which).Should().Be(PostgresErrorCodes.InFailedSqlTransaction);
        (await NamesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task WriteAsync_AbortedBeforeAVerb_ThrowsEvenIfThatIsSwallowedToo()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Spec("a"), token);
            await AbortAsync(ops.Context);
            (await Record.ExceptionAsync(() => ops.CreateAsync(Spec("b"), token))).Should().NotBeNull();
        });

        await write.Should().ThrowAsync<Exception>();
        (await NamesAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task BulkCreate_AbortedInASpec_ThrowsInsteadOfAResult(int item)
    {
        var ops = NewOps();

        var create = () => ops.BulkCreatePartialAsync(SpecsThat(item, () => Wait(() => AbortAsync(ops.Context))));

        SqlState((await create.Should().ThrowAsync<Exception>()).Which).Should().Be(PostgresErrorCodes.InFailedSqlTransaction);
        (await NamesAsync()).Should().BeEmpty();
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal("after");
    }

    [Fact]
    public async Task BulkUpdate_AbortedInAnApplyThatChangesNothing_ThrowsInsteadOfAResult()
    {
        var ops = NewOps();
        var row = await ops.CreateAsync(Spec("a"));
        var apply = UpdaterSpec.For<Fragment>(_ => Wait(() => AbortAsync(ops.Context)));

        var update = () => ops.BulkUpdatePartialAsync([new Updater<Fragment>(apply, row.Id)]);

        SqlState((await update.Should().ThrowAsync<Exception>()).Which).Should().Be(PostgresErrorCodes.InFailedSqlTransaction);
    }

    [Fact]
    public async Task BulkCreate_JoinedAndAbortedInASpec_TheRestOfTheTransactionIsUsable()
    {
        var ops = NewOps();
        await using var transaction = await ops.Context.Database.BeginTransactionAsync();
        await WriteAsync(ops.Context, "before");

        var create = () => ops.BulkCreatePartialAsync(SpecsThat(1, () => Wait(() => AbortAsync(ops.Context))));

        await create.Should().ThrowAsync<Exception>();
        await WriteAsync(ops.Context, "after");
        await transaction.CommitAsync();
        (await NamesAsync()).Should().Equal("before", "after");
    }

    [Fact]
    public async Task BulkCreate_JoinsAnAbortedTransaction_ThrowsWithoutBreakingTheConnection()
    {
        var ops = NewOps();
        await using var transaction = await ops.Context.Database.BeginTransactionAsync();
        await AbortAsync(ops.Context);

        var create = () => ops.BulkCreatePartialAsync([Spec("a")]);

        SqlState((await create.Should().ThrowAsync<Exception>()).Which).Should().Be(PostgresErrorCodes.InFailedSqlTransaction);
        await transaction.RollbackAsync();
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal("after");
    }

    [Fact]
    public async Task Verbs_DeferredForeignKeyViolated_ThrowAtCommitAndKeepNothing()
    {
        await ExecuteAsync(
            """
            ALTER TABLE "AllowList" ADD UNIQUE ("Name");
            ALTER TABLE "Fragments" ADD FOREIGN KEY ("Name") REFERENCES "AllowList" ("Name") DEFERRABLE INITIALLY DEFERRED
            """);
        var ops = NewOps();
        Func<Task>[] calls =
        [
            () => ops.CreateAsync(Spec("nowhere")),
            () => ops.BulkCreatePartialAsync([Spec("granted"), Spec("nowhere")]),
            () => NewOpsProvider().WriteAsync((inner, token) => inner.CreateAsync(Spec("nowhere"), token)),
        ];

        foreach (var call in calls)
        {
            SqlState((await call.Should().ThrowAsync<Exception>()).Which).Should().Be(PostgresErrorCodes.ForeignKeyViolation);
            (await NamesAsync()).Should().BeEmpty();
        }

        await ops.CreateAsync(Spec("granted"));
        (await NamesAsync()).Should().Equal("granted");
    }

    [Theory, Trait("Session", "direct")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task BulkCreate_BackendTerminatedInASpec_ThrowsAndTheNextCallWorks(int item)
    {
        var ops = NewOps();

        var create = () => ops.BulkCreatePartialAsync(SpecsThat(item, () => Terminate(ops.Context)));

        await create.Should().ThrowAsync<Exception>();
        (await NamesAsync()).Should().BeEmpty();
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal("after");
    }

    [Fact, Trait("Session", "direct")]
    public async Task BulkCreate_JoinedAndBackendTerminatedInASpec_ThrowsAndNothingOfTheTransactionIsKept()
    {
        var ops = NewOps();
        var transaction = await ops.Context.Database.BeginTransactionAsync();
        await WriteAsync(ops.Context, "before");

        var create = () => ops.BulkCreatePartialAsync(SpecsThat(1, () => Terminate(ops.Context)));

        await create.Should().ThrowAsync<Exception>();
        await transaction.DisposeAsync();
        (await NamesAsync()).Should().BeEmpty();
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal("after");
    }

    private static IEnumerable<CreatorSpec<Fragment>> SpecsThat(int item, Action happens) =>
        Enumerable.Range(0, 3).Select(i => i == item ? Spec($"{i}", happens) : Spec($"{i}"));

    /// <summary>A statement that fails and whose exception nobody sees. EF would undo it to a savepoint of its own; this does not.</summary>
    private static Task AbortAsync(AppConfigContext context) =>
        Record.ExceptionAsync(() => context.Database.ExecuteSqlRawAsync("SELECT 1/0"));

    private void Terminate(AppConfigContext context) => Wait(() =>
        PostgreSqlBackend.TerminateAsync(Database, ((NpgsqlConnection)context.Database.GetDbConnection()).ProcessID));

    private static string? SqlState(Exception exception)
    {
        var cause = exception;
        while (cause is not (null or PostgresException)) cause = cause.InnerException;
        return (cause as PostgresException)?.SqlState;
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlBatchErrorInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlBatchErrorTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlBatchErrorItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlBatchErrorTests(provider, EngineSetting.ItemByItem);
