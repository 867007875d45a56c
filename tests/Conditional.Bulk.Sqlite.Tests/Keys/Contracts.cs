using Conditional.Bulk.Contracts.Keys;

namespace Conditional.Bulk.Sqlite.Tests.Keys;

public sealed class SqliteKeyTypeInWindowsTests() : KeyTypeTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteKeyTypeItemByItemTests() : KeyTypeTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
