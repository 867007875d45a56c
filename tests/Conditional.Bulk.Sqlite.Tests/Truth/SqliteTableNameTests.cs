using Conditional.Bulk.Contracts.Truth;

namespace Conditional.Bulk.Sqlite.Tests.Truth;

public sealed class SqliteTableNameTests() : TableNameTests(SqliteTestProvider.Instance)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync("""CREATE VIEW "ViewOfShelves" AS SELECT * FROM "Shelves" """);
    }
}
