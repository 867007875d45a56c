using Conditional.Bulk.Contracts.AppConfig;
using Conditional.Bulk.Contracts.Transactions;
using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.Sqlite.Tests.Transactions;

/// <summary>Errors of SQLite that leave no truthful result for the items after them: thrown, and nothing of the call is kept.</summary>
public abstract class SqliteBatchErrorTests(EngineSetting engine) : TransactionTests(SqliteTestProvider.Instance, engine)
{
    private const string FragmentColumns =
        "\"Id\" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, \"Scope\" INTEGER NOT NULL, \"ScopeId\" TEXT NOT NULL, "
        + "\"Document\" TEXT NOT NULL, \"Name\" TEXT NOT NULL";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkCreate_ConstraintRollsBackTheTransaction_Throws(bool joined)
    {
        await ExecuteAsync($"DROP TABLE \"Fragments\"; CREATE TABLE \"Fragments\" ({FragmentColumns} UNIQUE ON CONFLICT ROLLBACK)");
        var ops = NewOps();
        var transaction = joined ? await ops.Context.Database.BeginTransactionAsync() : null;

        var create = () => ops.BulkCreatePartialAsync([Spec("a"), Spec("a"), Spec("b")]);

        ErrorCode((await create.Should().ThrowAsync<Exception>()).Which).Should().Be(SQLitePCL.raw.SQLITE_CONSTRAINT);
        (await NamesAsync()).Should().BeEmpty();
        if (transaction is not null) await transaction.DisposeAsync();
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal("after");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BulkCreate_DatabaseFull_Throws(bool joined)
    {
        var ops = NewOps();
        await ops.Context.Database.OpenConnectionAsync();
        var pages = await PragmaAsync(ops.Context, "page_count");
        await PragmaAsync(ops.Context, $"max_page_count = {pages + 4}");
        var transaction = joined ? await ops.Context.Database.BeginTransactionAsync() : null;
        var big = CreatorSpec.For(() => new Fragment { Name = "big", Document = new string('x', 100_000) });

        var create = () => ops.BulkCreatePartialAsync([Spec("a"), big, Spec("b")]);

        ErrorCode((await create.Should().ThrowAsync<Exception>()).Which).Should().Be(SQLitePCL.raw.SQLITE_FULL);
        (await NamesAsync()).Should().BeEmpty();
        if (transaction is not null) await transaction.DisposeAsync();
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal("after");
    }

    [Fact]
    public async Task BulkCreate_AnotherConnectionHoldsTheWriteLock_Throws()
    {
        await using var writer = NewContext();
        await using var writing = await writer.Database.BeginTransactionAsync();
        var ops = NewOps(options => options.UseSqlite($"{Database.ConnectionString};Default Timeout=1"));
        var built = 0;

        var create = () => ops.BulkConditionalCreatePartialAsync<Fragment>([Spec("a", () => built++).OnlyIf(Granted)]);

        ErrorCode((await create.Should().ThrowAsync<Exception>()).Which).Should().Be(SQLitePCL.raw.SQLITE_BUSY);
        built.Should().Be(0);
        await writing.RollbackAsync();
        await ops.CreateAsync(Spec("after"));
        (await NamesAsync()).Should().Equal("after");
    }

    [Fact]
    public async Task BulkCreate_JoinedDeferredAndAnotherConnectionHoldsTheWriteLock_ThrowsAndTheTransactionIsUsable()
    {
        var ops = NewOps(options => options.UseSqlite($"{Database.ConnectionString};Default Timeout=1"));
        await ops.Context.Database.OpenConnectionAsync();
        await using var deferred = ((SqliteConnection)ops.Context.Database.GetDbConnection()).BeginTransaction(deferred: true);
        await ops.Context.Database.UseTransactionAsync(deferred);
        await using var writer = NewContext();
        await using var writing = await writer.Database.BeginTransactionAsync();
        var built = 0;

        var create = () => ops.BulkConditionalCreatePartialAsync<Fragment>([Spec("a", () => built++).OnlyIf(Granted)]);

        ErrorCode((await create.Should().ThrowAsync<Exception>()).Which).Should().Be(SQLitePCL.raw.SQLITE_BUSY);
        built.Should().Be(0);
        await writing.RollbackAsync();
        await WriteAsync(ops.Context, "after");
        await ops.CreateAsync(Spec("again"));
        await deferred.CommitAsync();
        (await NamesAsync()).Should().Equal("after", "again");
    }

    [Fact]
    public async Task BulkConditionalCreate_JoinedDeferred_HoldsTheWriteLockWhenTheSpecRuns()
    {
        var ops = NewOps();
        await ops.Context.Database.OpenConnectionAsync();
        await using var deferred = ((SqliteConnection)ops.Context.Database.GetDbConnection()).BeginTransaction(deferred: true);
        await ops.Context.Database.UseTransactionAsync(deferred);
        var other = NewContext(options => options.UseSqlite($"{Database.ConnectionString};Default Timeout=1"));
        Exception? refused = null;

        await ops.BulkConditionalCreatePartialAsync<Fragment>(
        [
            Spec("a", () => refused = Record.Exception(() => other.AllowList.ExecuteDelete())).OnlyIf(Granted),
        ]);

        ErrorCode(refused!).Should().Be(SQLitePCL.raw.SQLITE_BUSY);
        await deferred.CommitAsync();
        (await NamesAsync()).Should().Equal("a");
    }

    [Fact]
    public async Task BulkCreate_DeferredForeignKeyViolated_ThrowsAtCommitAndKeepsNothing()
    {
        await MakeNameAForeignKeyAsync();
        var ops = NewOps();

        var create = () => ops.BulkCreatePartialAsync([Spec("granted"), Spec("nowhere")]);

        ErrorCode((await create.Should().ThrowAsync<Exception>()).Which).Should().Be(SQLitePCL.raw.SQLITE_CONSTRAINT);
        (await NamesAsync()).Should().BeEmpty();
        await ops.CreateAsync(Spec("granted"));
        (await NamesAsync()).Should().Equal("granted");
    }

    [Fact]
    public async Task WriteAsync_DeferredForeignKeyViolated_ThrowsAtCommitAndKeepsNothing()
    {
        await MakeNameAForeignKeyAsync();

        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Spec("granted"), token);
            await ops.CreateAsync(Spec("nowhere"), token);
        });

        ErrorCode((await write.Should().ThrowAsync<Exception>()).Which).Should().Be(SQLitePCL.raw.SQLITE_CONSTRAINT);
        (await NamesAsync()).Should().BeEmpty();
    }

    private Task MakeNameAForeignKeyAsync() => ExecuteAsync(
        "CREATE UNIQUE INDEX \"names\" ON \"AllowList\" (\"Name\"); DROP TABLE \"Fragments\"; "
        + $"CREATE TABLE \"Fragments\" ({FragmentColumns} REFERENCES \"AllowList\" (\"Name\") DEFERRABLE INITIALLY DEFERRED)");

    private static async Task<long> PragmaAsync(AppConfigContext context, string pragma)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static int? ErrorCode(Exception exception)
    {
        var cause = exception;
        while (cause is not (null or SqliteException)) cause = cause.InnerException;
        return (cause as SqliteException)?.SqliteErrorCode;
    }
}

public sealed class SqliteBatchErrorInWindowsTests() : SqliteBatchErrorTests(EngineSetting.InWindows);

public sealed class SqliteBatchErrorItemByItemTests() : SqliteBatchErrorTests(EngineSetting.ItemByItem);
