using Import.Data;

namespace Conditional.Bulk.Import.Tests;

/// <summary>Makes databases to import into, and a directory for files.</summary>
public abstract class ImportFixture : IAsyncLifetime
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("conditional-bulk-import-").FullName;

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return Task.CompletedTask;
    }

    public abstract Task<ImportTarget> CreateDatabaseAsync();
}

/// <summary>An empty database.</summary>
/// <param name="Database">For this process.</param>
/// <param name="Arguments">For the command line of another.</param>
public sealed record ImportTarget(ImportDatabase Database, string[] Arguments);
