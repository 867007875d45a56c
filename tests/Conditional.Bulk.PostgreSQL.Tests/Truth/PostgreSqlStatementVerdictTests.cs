using Conditional.Bulk.Contracts.Truth;

namespace Conditional.Bulk.PostgreSQL.Tests.Truth;

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlStatementVerdictTests(PostgreSqlTestProvider provider) : StatementVerdictTests(provider)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync("""ALTER TABLE "Coins" ALTER COLUMN "Shown" DROP NOT NULL""");
    }
}
