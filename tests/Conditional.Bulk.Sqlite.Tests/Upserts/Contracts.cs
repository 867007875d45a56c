using Conditional.Bulk.Contracts.Upserts;

namespace Conditional.Bulk.Sqlite.Tests.Upserts;

public sealed class SqliteUpsertInWindowsTests() : UpsertTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteUpsertItemByItemTests() : UpsertTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);

public sealed class SqliteUpsertWindowTests() : UpsertWindowTests(SqliteTestProvider.Instance);
