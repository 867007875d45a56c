using Conditional.Bulk.Contracts.EntityFramework;

namespace Conditional.Bulk.PostgreSQL.Tests.EntityFramework;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlApplicationTokenTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ConcurrencyTokenTests<ApplicationTokenContext>(provider, engine)
{
    protected override FormattableString ChangeRow(int id) =>
        $"""UPDATE "Draft" SET "Version" = "Version" + 1, "Title" = 'stolen' WHERE "Id" = {id}""";
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlApplicationTokenInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlApplicationTokenTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlApplicationTokenItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlApplicationTokenTests(provider, EngineSetting.ItemByItem);
