using Conditional.Bulk.Contracts.EntityFramework;

namespace Conditional.Bulk.Sqlite.Tests.EntityFramework;

public abstract class SqliteApplicationTokenTests(EngineSetting engine)
    : ConcurrencyTokenTests<ApplicationTokenContext>(SqliteTestProvider.Instance, engine)
{
    protected override FormattableString ChangeRow(int id) =>
        $"""UPDATE "Draft" SET "Version" = "Version" + 1, "Title" = 'stolen' WHERE "Id" = {id}""";
}

public sealed class SqliteApplicationTokenInWindowsTests() : SqliteApplicationTokenTests(EngineSetting.InWindows);

public sealed class SqliteApplicationTokenItemByItemTests() : SqliteApplicationTokenTests(EngineSetting.ItemByItem);
