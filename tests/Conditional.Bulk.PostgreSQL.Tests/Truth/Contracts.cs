using Conditional.Bulk.Contracts.Truth;

namespace Conditional.Bulk.PostgreSQL.Tests.Truth;

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlOwnTableTests(PostgreSqlTestProvider provider) : OwnTableTests(provider);

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlOwnedPartTests(PostgreSqlTestProvider provider) : OwnedPartTests(provider);

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlRelatedRowsTests(PostgreSqlTestProvider provider) : RelatedRowsTests(provider);

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlReportTests(PostgreSqlTestProvider provider) : ReportTests(provider);

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlSeparateItemsTests(PostgreSqlTestProvider provider) : SeparateItemsTests(provider);

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlConvertedNullTests(PostgreSqlTestProvider provider) : ConvertedNullTests(provider);

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlHandlerRowsTests(PostgreSqlTestProvider provider) : HandlerRowsTests(provider)
{
    /// <summary>Npgsql refuses any other kind for a timestamp without time zone.</summary>
    protected override DateTimeKind HandlersKind => DateTimeKind.Local;
}

[Collection(PostgreSqlTruthCollection.Name)]
public sealed class PostgreSqlGeneratedKeyTests(PostgreSqlTestProvider provider) : GeneratedKeyTests(provider);
