namespace Conditional.Bulk.Sqlite.Tests;

public sealed class SqliteCoverageTests() : CoverageTests(SqliteTestProvider.Instance, EngineSetting.All);
