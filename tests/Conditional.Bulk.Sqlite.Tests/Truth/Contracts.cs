using Conditional.Bulk.Contracts.Truth;

namespace Conditional.Bulk.Sqlite.Tests.Truth;

public sealed class SqliteCallersCodeTests() : CallersCodeTests(SqliteTestProvider.Instance);

public sealed class SqliteOwnTableTests() : OwnTableTests(SqliteTestProvider.Instance);

public sealed class SqliteOwnedPartTests() : OwnedPartTests(SqliteTestProvider.Instance);

public sealed class SqliteRelatedRowsTests() : RelatedRowsTests(SqliteTestProvider.Instance);

public sealed class SqliteReportTests() : ReportTests(SqliteTestProvider.Instance);

public sealed class SqliteSeparateItemsTests() : SeparateItemsTests(SqliteTestProvider.Instance);

public sealed class SqliteStatementVerdictTests() : StatementVerdictTests(SqliteTestProvider.Instance);

public sealed class SqliteWindowOpeningTests() : WindowOpeningTests(SqliteTestProvider.Instance);

public sealed class SqliteConvertedNullTests() : ConvertedNullTests(SqliteTestProvider.Instance);

public sealed class SqliteHandlerRowsTests() : HandlerRowsTests(SqliteTestProvider.Instance)
{
    protected override DateTimeKind HandlersKind => DateTimeKind.Utc;
}

public sealed class SqliteGeneratedKeyTests() : GeneratedKeyTests(SqliteTestProvider.Instance);
