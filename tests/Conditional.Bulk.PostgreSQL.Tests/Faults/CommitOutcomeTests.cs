using Conditional.Bulk.Contracts.AppConfig;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Faults;

/// <summary>An answer to COMMIT that was lost is told as it was, or as unknown, and never guessed.</summary>
[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public abstract class CommitOutcomeTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<AppConfigContext>(provider, engine)
{
    private readonly string _role = $"conditional_bulk_{Guid.NewGuid():N}";
    private PostgreSqlProxy _proxy = null!;
    private int _runs;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _proxy = new PostgreSqlProxy(Database.ConnectionString);
        await ExecuteAsync($"CREATE ROLE {_role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {_role}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {_role}");
    }

    public override async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await ExecuteAsync($"DROP OWNED BY {_role}; DROP ROLE {_role}");
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData(ProxyAction.CutBeforeAnswer, 1)]
    [InlineData(ProxyAction.CutBeforeRequest, 2)]
    public async Task WriteAsync_AnswerToCommitLost_IsLookedUp(ProxyAction fault, int runs)
    {
        LoseCommit(fault);

        await WriteAsync(_proxy.ConnectionString, "theme");

        _runs.Should().Be(runs);
        (await NamesAsync()).Should().Equal("theme");
    }

    /// <summary>A transaction that has no id of its own yet, as one that wrote only on other servers.</summary>
    [Fact]
    public async Task WriteAsync_AnswerToCommitLostAndNoIdWasAssigned_IsLookedUpAndNotRunAgain()
    {
        LoseCommit(ProxyAction.CutBeforeAnswer);

        await WriteAsync(_proxy.ConnectionString, name: null);

        _runs.Should().Be(1);
    }

    [Fact]
    public async Task WriteAsync_AnswerToCommitLostAndAnotherServerIsReached_OutcomeIsUnknown()
    {
        LoseCommit(ProxyAction.CutBeforeAnswer);

        // What the next session is told of its server.
        var write = () => WriteAsync(_proxy.ConnectionString, "theme", () => ExecuteAsync(
            $"""
            CREATE SCHEMA elsewhere;
            CREATE FUNCTION elsewhere.pg_control_system(OUT system_identifier bigint) LANGUAGE sql AS 'SELECT 1::bigint';
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = elsewhere, pg_catalog, public', current_database()); END $$;
            """));

        await write.Should().ThrowAsync<CommitOutcomeUnknownException>();
        _runs.Should().Be(1);
    }

    [Fact]
    public async Task WriteAsync_RoleMayNotIdentifyTheServer_CommitsAndALostAnswerIsUnknown()
    {
        await ExecuteAsync("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
        var asRole = new NpgsqlConnectionStringBuilder(_proxy.ConnectionString) { Options = $"-c role={_role}" }.ConnectionString;
        await WriteAsync(asRole, "first");

        LoseCommit(ProxyAction.CutBeforeAnswer);
        var write = () => WriteAsync(asRole, "second");

        await write.Should().ThrowAsync<CommitOutcomeUnknownException>();
        _runs.Should().Be(2);
        (await NamesAsync()).Should().Equal("first", "second");
    }

    /// <summary>Once: the next COMMIT passes.</summary>
    private void LoseCommit(ProxyAction fault)
    {
        var lost = 0;
        _proxy.Decide = turn => turn.Statements.Any(statement => statement.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase))
            && Interlocked.Exchange(ref lost, 1) == 0
            ? fault
            : ProxyAction.Forward;
    }

    private Task WriteAsync(string connectionString, string? name, Func<Task>? besides = null)
    {
        var provider = NewOpsProvider(options => options.UseNpgsql(connectionString, npgsql =>
        {
            npgsql.UseConditionalBulk(Engine.Defaults);
            npgsql.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(10), null);
        }));
        return provider.WriteAsync(async (ops, token) =>
        {
            _runs++;
            await ops.Context.Fragments.CountAsync(token);
            if (name is not null) await ops.CreateAsync(new FragmentCreatorSpec(name, Scope.Public), token);
            if (besides is not null) await besides();
        });
    }

    private Task<List<string>> NamesAsync() =>
        CommittedAsync(context => context.Fragments.OrderBy(row => row.Id).Select(row => row.Name).ToListAsync());
}

[Collection(PostgreSqlCollection.Name), Trait("Session", "direct")]
public sealed class CommitOutcomeInWindowsTests(PostgreSqlTestProvider provider)
    : CommitOutcomeTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name), Trait("Session", "direct")]
public sealed class CommitOutcomeItemByItemTests(PostgreSqlTestProvider provider)
    : CommitOutcomeTests(provider, EngineSetting.ItemByItem);
