using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>The sample on SQLite files, as it runs by default.</summary>
public sealed class SqliteFixture : AppFixture
{
    private readonly string _directory = Directory.CreateTempSubdirectory("conditional-bulk-appconfig-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    public override Task<IReadOnlyDictionary<string, string>> CreateDatabaseAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            new Dictionary<string, string> { ["SqliteFile"] = Path.Combine(_directory, $"{Guid.NewGuid():N}.db") });

    // A writer that waits for SQLite's write lock polls for it inside the driver.
    public override Task WaitUntilBlockedAsync() => Task.CompletedTask;
}

[CollectionDefinition(Name)]
public sealed class SqliteCollection : ICollectionFixture<SqliteFixture>
{
    public const string Name = "SQLite";
}
