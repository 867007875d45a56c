using Conditional.Bulk.Infrastructure;
using Conditional.Bulk.PostgreSQL.Tests.Locking;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests.Truth;

/// <summary>A row that is changed is locked until commit, however it came to be seen; what cannot be locked is said.</summary>
[Collection(PostgreSqlTruthCollection.Name), Trait("Session", "direct")]
public sealed class LockedRowTests(PostgreSqlTestProvider provider)
    : ContractTests<TallyContext>(provider, EngineSetting.InWindows)
{
    private readonly string _role = $"conditional_bulk_{Guid.NewGuid():N}";
    private PostgreSqlProxy _proxy = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _proxy = new PostgreSqlProxy(Database.ConnectionString);
        await using var session = await Session.OpenAsync(Database);
        await session.ExecuteAsync($"CREATE ROLE {_role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {_role}");
    }

    public override async Task DisposeAsync()
    {
        await using (var session = await Session.OpenAsync(Database))
        {
            await session.ExecuteAsync($"DROP OWNED BY {_role}; DROP ROLE {_role}");
        }

        await _proxy.DisposeAsync();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("single")]
    [InlineData("bulk", 1)]
    [InlineData("bulk", 2)]
    [InlineData("bulk", null)]
    [InlineData("bulk", null, 64)]
    public async Task Update_RowIsCommittedBetweenLockAndLoad_IsLockedOrNotFound(string verb, int? window = null, int? savepoint = null)
    {
        await SeedAsync(new Tally { Id = 2 });
        RaceOnce(after: "FOR NO KEY UPDATE", """INSERT INTO "Tallies" VALUES (1, 0, false)""");

        await ShouldHoldTheRowAsync(verb, window, savepoint);
    }

    [Theory]
    [InlineData("single")]
    [InlineData("bulk", 1)]
    [InlineData("bulk", null)]
    public async Task Update_RowBecomesVisibleBetweenLockAndLoad_IsLockedOrNotFound(string verb, int? window = null)
    {
        // The key moves to a row that was there under another one.
        await SeedAsync(new Tally { Id = 9 }, new Tally { Id = 2 });
        RaceOnce(after: "FOR NO KEY UPDATE", """UPDATE "Tallies" SET "Id" = 1 WHERE "Id" = 9""");

        await ShouldHoldTheRowAsync(verb, window, null);
    }

    [Theory]
    [InlineData("single")]
    [InlineData("bulk", 1)]
    [InlineData("bulk", null)]
    public async Task Purge_RowIsCommittedBetweenLockAndLoad_IsGoneOrNotFound(string verb, int? window = null)
    {
        await SeedAsync(new Tally { Id = 2 });
        RaceOnce(after: "FOR NO KEY UPDATE", """INSERT INTO "Tallies" VALUES (1, 0, false)""");
        var ops = NewOps(ThroughProxy);

        var purged = false;
        if (verb == "single")
        {
            try
            {
                purged = (await ops.PurgeAsync(new Purger<Tally>(1))).Id == 1;
            }
            catch (ConditionalWriteTargetNotFoundException)
            {
                purged = false;
            }
        }
        else
        {
            var result = await ops.BulkPurgePartialAsync<Tally>([new(1)], new BulkOptions { ItemsPerWindow = window });
            if (!result.Items[0].IsSuccess) result.Items[0].Failure!.Kind.Should().Be(WriteFailureKind.TargetNotFound);
            purged = result.Items[0].IsSuccess;
        }

        (await CommittedAsync(context => context.Tallies.AnyAsync(row => row.Id == 1))).Should().Be(!purged);
    }

    [Theory]
    [InlineData("single")]
    [InlineData("bulk", 1)]
    [InlineData("bulk", 2)]
    [InlineData("bulk", null)]
    public async Task Create_GateUnderRowSecurityWithoutAnUpdatePolicy_ThrowsAndKeepsNothing(string verb, int? window = null)
    {
        await SecureAsync("SELECT", "INSERT");
        await SeedAsync(new Tally { Id = 1 });
        var ops = NewOps(AsRole);
        var item = CreatorSpec.For(() => new Slot { Id = 1 }).OnlyIf(OnlyIf.Exists<Tally>(tally => tally.Id == 1));

        await ShouldThrowCannotLockAsync(verb == "single"
            ? async () => await ops.CreateAsync(item)
            : async () => await ops.BulkConditionalCreatePartialAsync<Slot>([item, item], new BulkOptions { ItemsPerWindow = window }));

        (await CommittedAsync(context => context.Slots.CountAsync())).Should().Be(0);
    }

    [Theory]
    [InlineData("single")]
    [InlineData("bulk", 1)]
    [InlineData("bulk", null)]
    public async Task Purge_RowSecurityWithoutAnUpdatePolicy_ThrowsAndKeepsTheRow(string verb, int? window = null)
    {
        await SecureAsync("SELECT", "DELETE");
        await SeedAsync(new Tally { Id = 1 });
        var ops = NewOps(AsRole);

        await ShouldThrowCannotLockAsync(verb == "single"
            ? async () => await ops.PurgeAsync(new Purger<Tally>(1))
            : async () => await ops.BulkPurgePartialAsync<Tally>([new(1)], new BulkOptions { ItemsPerWindow = window }));

        (await CommittedAsync(context => context.Tallies.CountAsync())).Should().Be(1);
    }

    [Theory]
    [InlineData("single")]
    [InlineData("bulk", 1)]
    [InlineData("bulk", null)]
    public async Task Update_RowSecurityWithoutAnUpdatePolicy_ThrowsAndKeepsTheRow(string verb, int? window = null)
    {
        await SecureAsync("SELECT");
        await SeedAsync(new Tally { Id = 1 });
        var (ops, updater) = (NewOps(AsRole), Increment(1));

        await ShouldThrowCannotLockAsync(verb == "single"
            ? async () => await ops.UpdateAsync(updater)
            : async () => await ops.BulkUpdatePartialAsync<Tally>([updater], new BulkOptions { ItemsPerWindow = window }));

        (await NumberAsync()).Should().Be(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public async Task BulkUpdate_RowThatRowSecurityHides_IsNotFound(int? window)
    {
        await SecureAsync("SELECT", "UPDATE");
        await SeedAsync(new Tally { Id = 1 }, new Tally { Id = 2, IsHidden = true });

        var result = await NewOps(AsRole).BulkUpdatePartialAsync([Increment(1), Increment(2)], new BulkOptions { ItemsPerWindow = window });

        result.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        (await NumberAsync()).Should().Be(1);
    }

    private static Updater<Tally> Increment(int id) => new(UpdaterSpec.For<Tally>(tally => tally.Number++), id);

    private static async Task ShouldThrowCannotLockAsync(Func<Task> write) => await write.Should().ThrowAsync<CannotLockException>();

    /// <summary>Another session takes its turn once, before whatever follows our lock is sent.</summary>
    private void RaceOnce(string after, string sql)
    {
        var (hasLocked, hasRaced) = (false, false);
        _proxy.Decide = turn =>
        {
            if (hasLocked && !hasRaced)
            {
                hasRaced = true;
                Execute(sql);
            }

            hasLocked |= turn.Statements.Any(statement => statement.Contains(after));
            return ProxyAction.Forward;
        };
    }

    /// <summary>An update that succeeds holds its row until commit: another session's increment waits, or both count.</summary>
    private async Task ShouldHoldTheRowAsync(string verb, int? window, int? savepoint)
    {
        var (succeeded, locked) = (false, false);
        await NewOpsProvider(ThroughProxy).WriteAsync(async (ops, token) =>
        {
            succeeded = verb == "single" ? await UpdateAsync(ops) : await BulkUpdateAsync(ops);
            await using var other = await Session.OpenAsync(Database);
            locked = succeeded && !await other.CanLockAsync("\"Tallies\" WHERE \"Id\" = 1");
        });

        locked.Should().Be(succeeded, "a row that was written is locked");
        (await NumberAsync()).Should().Be(succeeded ? 1 : 0);
        _proxy.Turns.Should().NotBeEmpty();

        async Task<bool> UpdateAsync(WriteOps<TallyContext> ops)
        {
            try
            {
                await ops.UpdateAsync(Racing());
                return true;
            }
            catch (ConditionalWriteTargetNotFoundException)
            {
                return false;
            }
        }

        async Task<bool> BulkUpdateAsync(WriteOps<TallyContext> ops)
        {
            var result = await ops.BulkUpdatePartialAsync(
                [Racing(), Increment(2)], new BulkOptions { ItemsPerWindow = window, ItemsPerSavepoint = savepoint });
            result.Items[1].IsSuccess.Should().BeTrue();
            result.Items[0].Failure?.Kind.Should().Be(WriteFailureKind.TargetNotFound);
            return result.Items[0].IsSuccess;
        }

        // A row that is loaded without its lock can be locked by others while the spec runs.
        Updater<Tally> Racing() => new(
            UpdaterSpec.For<Tally>(tally =>
            {
                CanLock().Should().BeFalse("the row is locked before it is loaded");
                tally.Number++;
            }),
            1);
    }

    private bool CanLock()
    {
        using var connection = new NpgsqlConnection(Database.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand("""SELECT 1 FROM "Tallies" WHERE "Id" = 1 FOR NO KEY UPDATE SKIP LOCKED""", connection);
        return command.ExecuteScalar() is not null;
    }

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(Database.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private Task SecureAsync(params string[] verbs) => ExecuteAsync(
        """ALTER TABLE "Tallies" ENABLE ROW LEVEL SECURITY;"""
        + string.Concat(verbs.Select(verb =>
            $"CREATE POLICY p_{verb} ON \"Tallies\" FOR {verb} {(verb == "INSERT" ? "WITH CHECK" : "USING")} (NOT \"IsHidden\");")));

    private void ThroughProxy(DbContextOptionsBuilder options) =>
        options.UseNpgsql(_proxy.ConnectionString, npgsql => npgsql.UseConditionalBulk());

    private void AsRole(DbContextOptionsBuilder options)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Options = $"-c role={_role}" };
        options.UseNpgsql(connectionString.ConnectionString, npgsql => npgsql.UseConditionalBulk());
    }

    private Task<int> NumberAsync() =>
        CommittedAsync(context => context.Tallies.Where(row => row.Id == 1).Select(row => row.Number).SingleOrDefaultAsync());
}

public sealed class TallyContext(DbContextOptions<TallyContext> options) : DbContext(options)
{
    public DbSet<Tally> Tallies => Set<Tally>();

    public DbSet<Slot> Slots => Set<Slot>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tally>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<Slot>().Property(row => row.Id).ValueGeneratedNever();
    }
}

public sealed class Tally
{
    public int Id { get; set; }

    public int Number { get; set; }

    public bool IsHidden { get; set; }
}

public sealed class Slot
{
    public int Id { get; set; }
}
