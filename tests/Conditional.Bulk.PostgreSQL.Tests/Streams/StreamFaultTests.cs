using Conditional.Bulk.Contracts.Batches;
using Conditional.Bulk.Contracts.Streams;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Streams;

/// <summary>Connections that are lost anywhere: no chunk is written twice, and none is lost.</summary>
[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public abstract class StreamFaultTests(PostgreSqlTestProvider provider, EngineSetting engine) : StreamTests(provider, engine)
{
    private PostgreSqlProxy _proxy = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _proxy = new PostgreSqlProxy(Database.ConnectionString);
    }

    public override async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task WriteStream_ConnectionTerminatedInAChunk_ThatChunkRunsAgain()
    {
        var attempts = 0;

        var results = await ListAsync(Retrying(Database.ConnectionString).WriteStreamAsync(
            Numbers(6),
            NewBill,
            ByTwo with
            {
                BeforeCommit = async (ops, _, token) =>
                {
                    if (++attempts != 2) return;
                    var id = ((NpgsqlConnection)ops.Context.Database.GetDbConnection()).ProcessID;
                    await ExecuteAsync($"SELECT pg_terminate_backend({id})");
                    await ops.CreateAsync(NewCustomer(1), token);
                },
            }));

        attempts.Should().Be(4);
        Outcomes(results).Should().Equal(Enumerable.Repeat("Created", 6));
        Read.Should().Equal(1, 2, 3, 4, 5, 6);
        (await BillsAsync()).Should().Equal(1, 2, 3, 4, 5, 6);
    }

    [Theory]
    [InlineData(ProxyAction.CutBeforeRequest)]
    [InlineData(ProxyAction.CutBeforeAnswer)]
    public async Task WriteStream_ConnectionCutAtRandomTurns_EachChunkIsWrittenOnce(ProxyAction fault)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var cuts = 0;
        _proxy.Decide = _ =>
        {
            lock (random)
            {
                if (random.Next(15) != 0) return ProxyAction.Forward;
                cuts++;
                return fault;
            }
        };

        var results = await ListAsync(Retrying(_proxy.ConnectionString).WriteStreamAsync(
            Numbers(100),
            number => NewBill(number % 10 == 0 ? 1 : number),
            new() { ItemsPerCommit = 5, BeforeCommit = (ops, chunk, token) => ops.CreateAsync(NewCustomer(chunk.Items[0].Index), token) }));

        _proxy.Decide = null;
        cuts.Should().BePositive("of seed {0}", seed);
        results.Should().HaveCount(100);
        results.Select(item => item.IsSuccess).Should().Equal(Enumerable.Range(1, 100).Select(number => number % 10 != 0), "of seed {0}", seed);
        (await BillsAsync()).Should().Equal(Enumerable.Range(1, 100).Where(number => number % 10 != 0), "of seed {0}", seed);
        (await CommittedAsync(context => context.Set<Customer>().OrderBy(row => row.Id).Select(row => row.Id).ToListAsync()))
            .Should().Equal(Enumerable.Range(0, 20).Select(chunk => chunk * 5), "of seed {0}", seed);
        Read.Should().HaveCount(100);
    }

    [Fact]
    public async Task WriteStream_OutcomeOfACommitUnknown_ThrowsInsteadOfTheResults()
    {
        var commits = 0;
        _proxy.Decide = turn => turn.Statements.Any(statement => statement.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase)) && ++commits == 2
            ? ProxyAction.CutBeforeAnswer
            : ProxyAction.Forward;
        await ExecuteAsync(
            """
            CREATE SCHEMA elsewhere;
            CREATE FUNCTION elsewhere.pg_control_system(OUT system_identifier bigint) LANGUAGE sql AS 'SELECT 1::bigint';
            """);

        // What the session that asks is told of its server.
        var (results, error) = await UntilErrorAsync(
            Retrying(_proxy.ConnectionString).WriteStreamAsync(Numbers(6), NewBill, ByTwo with
            {
                BeforeCommit = (_, chunk, _) => chunk.Items[0].Index == 2
                    ? ExecuteAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = elsewhere, pg_catalog, public', current_database()); END $$;")
                    : Task.CompletedTask,
            }));

        error.Should().BeOfType<CommitOutcomeUnknownException>();
        results.Should().HaveCount(2);
        (await BillsAsync()).Should().Equal(1, 2, 3, 4);
    }

    private static CreatorSpec<Customer> NewCustomer(int id) => CreatorSpec.For(() => new Customer { Id = id, Name = $"chunk {id}" });

    private DbOpsProvider<ShopContext> Retrying(string connectionString) => NewOpsProvider(options => options.UseNpgsql(
        connectionString,
        npgsql =>
        {
            npgsql.UseConditionalBulk(Engine.Defaults);
            npgsql.EnableRetryOnFailure(20, TimeSpan.FromMilliseconds(10), null);
        }));
}

[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public sealed class StreamFaultInWindowsTests(PostgreSqlTestProvider provider) : StreamFaultTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name), Trait("Session", "direct")]
public sealed class StreamFaultItemByItemTests(PostgreSqlTestProvider provider) : StreamFaultTests(provider, EngineSetting.ItemByItem);
