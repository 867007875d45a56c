using Conditional.Bulk.Contracts.Failures;

namespace Conditional.Bulk.PostgreSQL.Tests.Failures;

/// <summary>Time limits of the server, set for the transaction. SQLite has none.</summary>
[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlTimeoutTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : FailureMatrixTests(provider, engine)
{
    private string _setLimit = "";

    [Theory, Positions]
    public async Task Create_LockTimeout_Timeout(int position)
    {
        await BlockAsync(other =>
        {
            other.Add(New("blocked"));
            return other.SaveChangesAsync();
        });

        await CreateFailsAsync(position, TimedOut("55P03"), Create(item => item.Code = "blocked"));
    }

    [Theory, Positions]
    public async Task Update_LockTimeout_Timeout(int position)
    {
        await BlockRowAsync(position);

        await UpdateFailsAsync(position, TimedOut("55P03"), Update(Key(position), item => item.Amount = SecretNumber));
    }

    [Theory, Positions]
    public async Task Purge_LockTimeout_Timeout(int position)
    {
        await BlockRowAsync(position);

        await PurgeFailsAsync(position, TimedOut("55P03"), Purge(Key(position)));
    }

    [Theory, Positions]
    public async Task Create_StatementTimeout_Timeout(int position)
    {
        await SleepAsync("INSERT");

        await CreateFailsAsync(position, TimedOut("57014"), Create(item => item.Note = Secret));
    }

    [Theory, Positions]
    public async Task Update_StatementTimeout_Timeout(int position)
    {
        await SleepAsync("UPDATE");

        await UpdateFailsAsync(position, TimedOut("57014"), Update(Key(position), item => item.Note = Secret));
    }

    /// <summary>In a transaction with the limit, which must be usable afterwards, whether the write throws or not.</summary>
    protected override Task<TResult> RunAsync<TResult>(Func<WriteOps<WarehouseContext>, Task<TResult>> write) =>
        NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.Context.Database.ExecuteSqlRawAsync(_setLimit, token);
            try
            {
                return await write(ops);
            }
            finally
            {
                (await ops.Context.Shelves.CountAsync(token)).Should().Be(1);
            }
        });

    private static ExpectedFailure TimedOut(string sqlState) => new(WriteFailureKind.Timeout) { SqlState = sqlState };

    /// <summary>Another session does something that the bad item has to wait for.</summary>
    private async Task BlockAsync(Func<WarehouseContext, Task> work)
    {
        var other = NewContext();
        await other.Database.BeginTransactionAsync();
        await work(other);
        _setLimit = "SET LOCAL lock_timeout = '200ms'";
    }

    private Task BlockRowAsync(int position) => BlockAsync(other =>
        other.Items.Where(item => item.Id == Key(position))
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.Note, "blocked")));

    private async Task SleepAsync(string verb)
    {
        await ExecuteAsync($"""
            CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
            CREATE TRIGGER sleep BEFORE {verb} ON "Items" FOR EACH ROW WHEN (NEW."Note" = '{Secret}') EXECUTE FUNCTION sleep();
            """);
        _setLimit = "SET LOCAL statement_timeout = '1s'";
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlTimeoutInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlTimeoutTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlTimeoutItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlTimeoutTests(provider, EngineSetting.ItemByItem);
