using Conditional.Bulk.Contracts.Locking;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Transactions;

/// <summary>
/// Errors that are no item's: a prepared statement that a migration has made stale ("cached plan must not change result type"), and a server that
/// only reads.
/// </summary>
[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public abstract class PreparedPlanTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<LockingContext>(provider, engine)
{
    private const string Migration = """ALTER TABLE "Notes" ALTER COLUMN "Id" TYPE bigint, ALTER COLUMN "Text" TYPE varchar(100)""";

    [Fact]
    public async Task Create_PlanIsStale_Succeeds()
    {
        var ops = await PreparedOpsAsync();
        await ExecuteAsync(Migration);
        var spec = new NoteSpec("new");

        var note = await ops.CreateAsync(spec);

        note.Id.Should().BePositive();
        spec.Calls.Should().Be(2, "the item runs once more");
        (await TextsAsync()).Should().Contain("new");
    }

    [Fact]
    public async Task Update_PlanIsStale_Succeeds()
    {
        var ops = await PreparedOpsAsync();
        await ExecuteAsync(Migration);

        await ops.UpdateAsync(new Updater<Note>(UpdaterSpec.For<Note>(note => note.Text += " and again"), 1));

        (await TextsAsync()).Should().Contain("0 updated and again");
    }

    [Fact]
    public async Task BulkCreate_PlanIsStale_AllSucceed()
    {
        var ops = await PreparedOpsAsync();
        await ExecuteAsync(Migration);

        var result = await ops.BulkCreatePartialAsync([new NoteSpec("new 1"), new NoteSpec("new 2")]);

        result.Failed.Select(failure => $"{failure}: {failure.Exception.InnerException}").Should().BeEmpty();
        (await TextsAsync()).Should().Contain(["new 1", "new 2"]);
    }

    [Fact]
    public async Task Create_PlanIsStaleInJoinedTransaction_Succeeds()
    {
        var ops = await PreparedOpsAsync();
        await ExecuteAsync(Migration);
        await using var transaction = await ops.Context.Database.BeginTransactionAsync();

        await ops.CreateAsync(new NoteSpec("new"));
        await transaction.CommitAsync();

        (await TextsAsync()).Should().Contain("new");
    }

    [Fact]
    public async Task BulkCreate_ServerOnlyReads_Throws()
    {
        var create = () => NewOps(options => Configure(options, "-c default_transaction_read_only=on")).BulkCreatePartialAsync(
            [new NoteSpec("first"), new NoteSpec("second")]);

        (await create.Should().ThrowAsync<Exception>()).Which.GetBaseException().Should().BeOfType<PostgresException>()
            .Which.SqlState.Should().Be(PostgresErrorCodes.ReadOnlySqlTransaction);
    }

    [Fact]
    public async Task BulkUpdate_ServerOnlyReads_Throws()
    {
        var update = () => NewOps(options => Configure(options, "-c default_transaction_read_only=on")).BulkUpdatePartialAsync<Note>(
            [new(UpdaterSpec.For<Note>(_ => { }), 1), new(UpdaterSpec.For<Note>(_ => { }), 2)]);

        (await update.Should().ThrowAsync<Exception>()).Which.GetBaseException().Should().BeOfType<PostgresException>()
            .Which.SqlState.Should().Be(PostgresErrorCodes.ReadOnlySqlTransaction);
    }

    /// <summary>On a connection that stays open, and has prepared what creates and updates send.</summary>
    private async Task<WriteOps<LockingContext>> PreparedOpsAsync()
    {
        var ops = NewOps(options => Configure(options, ""));
        await ops.Context.Database.OpenConnectionAsync();
        for (var i = 0; i < 3; i++)
        {
            await ops.CreateAsync(new NoteSpec($"{i}"));
            await ops.BulkCreatePartialAsync([new NoteSpec($"{i} a"), new NoteSpec($"{i} b")]);
            await ops.UpdateAsync(new Updater<Note>(UpdaterSpec.For<Note>(note => note.Text = "0 updated"), 1));
        }

        return ops;
    }

    private void Configure(DbContextOptionsBuilder options, string sessionOptions)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(Database.ConnectionString)
        {
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            Options = sessionOptions.Length == 0 ? null : sessionOptions,
        };
        options.UseNpgsql(
            connectionString.ConnectionString,
            npgsql => npgsql.UseConditionalBulk(Engine.Defaults, new NpgsqlBulkOptions { PrepareStatements = true }));
    }

    private Task<List<string>> TextsAsync() => CommittedAsync(context => context.Notes.Select(note => note.Text).ToListAsync());
}

[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public sealed class PostgreSqlPreparedPlanInWindowsTests(PostgreSqlTestProvider provider)
    : PreparedPlanTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name), Trait("Session", "direct")]
public sealed class PostgreSqlPreparedPlanItemByItemTests(PostgreSqlTestProvider provider)
    : PreparedPlanTests(provider, EngineSetting.ItemByItem);
