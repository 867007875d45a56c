using Import.Data;
using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.Import.Tests;

public sealed class SqliteFixture : ImportFixture
{
    public override Task<ImportTarget> CreateDatabaseAsync()
    {
        var path = Path.Combine(Directory, $"{Guid.NewGuid():N}.db");
        return Task.FromResult(new ImportTarget(ImportDatabase.Sqlite(path), ["--database", path]));
    }

    public override Task DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        return base.DisposeAsync();
    }
}
