using Conditional.Bulk.Contracts.Sequence;

namespace Conditional.Bulk.Sqlite.Tests.Sequence;

public sealed class SqliteSequenceInWindowsTests() : SequenceTests(SqliteTestProvider.Instance, EngineSetting.InWindows);

public sealed class SqliteSequenceItemByItemTests() : SequenceTests(SqliteTestProvider.Instance, EngineSetting.ItemByItem);
