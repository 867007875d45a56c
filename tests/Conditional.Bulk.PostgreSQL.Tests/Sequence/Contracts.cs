using Conditional.Bulk.Contracts.Sequence;

namespace Conditional.Bulk.PostgreSQL.Tests.Sequence;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlSequenceInWindowsTests(PostgreSqlTestProvider provider)
    : SequenceTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlSequenceItemByItemTests(PostgreSqlTestProvider provider)
    : SequenceTests(provider, EngineSetting.ItemByItem);
