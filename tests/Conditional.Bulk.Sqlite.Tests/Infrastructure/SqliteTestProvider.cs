using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.Sqlite.Tests;

/// <summary>SQLite: a file for each test.</summary>
public sealed class SqliteTestProvider : TestProvider
{
    /// <summary>In memory where there is such a directory: each test makes a file, and each commit waits for the disk.</summary>
    private static readonly string s_directory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private SqliteTestProvider()
    {
    }

    public static SqliteTestProvider Instance { get; } = new();

    public override bool TellsConstraints => false;

    public override bool TellsUniqueColumns => true;

    public override bool LocksRows => false;

    public override bool IdentifiesTransactions => false;

    public override bool TellsRestrict => true;

    public override string TriggerThatRaises(string table, string moment, string condition, string message) =>
        Trigger(table, moment, $"WHEN {condition}", $"SELECT RAISE(ABORT, '{message}')");

    public override string TriggerThatSkips(string table, string moment, string condition) =>
        Trigger(table, moment, $"WHEN {condition}", "SELECT RAISE(IGNORE)");

    public override string TriggerThatRuns(string table, string moment, string statement) => Trigger(table, moment, "", statement);

    public override async Task<TestDatabase> CreateDatabaseAsync<TContext>(EngineSetting engine)
    {
        var database = new SqliteTestDatabase(Path.Combine(s_directory, $"conditional-bulk-{Guid.NewGuid():N}.db"), engine);
        await using var context = (TContext)Activator.CreateInstance(typeof(TContext), database.Options<TContext>())!;
        await context.Database.EnsureCreatedAsync();
        return database;
    }

    public override async Task EmptyAsync(DbContext context, IReadOnlyList<string> tables)
    {
        const string HasSequences = "SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = 'sqlite_sequence'";
        var sequences = await context.Database.SqlQueryRaw<int>(HasSequences).SingleAsync() > 0 ? "DELETE FROM sqlite_sequence;" : "";
        var deletes = string.Concat(tables.Select(table => $"DELETE FROM {table};"));
        var empty = $"PRAGMA foreign_keys = OFF; {deletes} {sequences} PRAGMA foreign_keys = ON";
        await context.Database.ExecuteSqlRawAsync(empty);
    }

    private static string Trigger(string table, string moment, string condition, string statement) =>
        $"""CREATE TRIGGER "t{Guid.NewGuid():N}" {moment} ON "{table}" FOR EACH ROW {condition} BEGIN {statement}; END""";

    private sealed class SqliteTestDatabase(string path, EngineSetting engine) : TestDatabase(engine)
    {
        // A test that makes a writer wait must not wait for long.
        public override string ConnectionString { get; } = $"Data Source={path};Default Timeout=2";

        public override void Configure(DbContextOptionsBuilder options, EngineSetting engine) =>
            options.UseSqlite(ConnectionString, sqlite => sqlite.UseConditionalBulk(engine.Defaults));

        public override Task<StatementLog> OpenLogAsync() => Task.FromResult<StatementLog>(new SqliteTrace(ConnectionString));

        public override ValueTask DisposeAsync()
        {
            using (var connection = new SqliteConnection(ConnectionString)) SqliteConnection.ClearPool(connection);
            foreach (var suffix in new[] { "", "-wal", "-shm", "-journal" }) File.Delete(path + suffix);
            return ValueTask.CompletedTask;
        }
    }
}
