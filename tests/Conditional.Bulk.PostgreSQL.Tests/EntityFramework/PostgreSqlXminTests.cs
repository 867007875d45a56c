using Conditional.Bulk.Contracts.EntityFramework;

namespace Conditional.Bulk.PostgreSQL.Tests.EntityFramework;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlXminTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ConcurrencyTokenTests<XminContext>(provider, engine)
{
    protected override FormattableString ChangeRow(int id) => $"""UPDATE "Draft" SET "Title" = 'stolen' WHERE "Id" = {id}""";
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlXminInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlXminTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlXminItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlXminTests(provider, EngineSetting.ItemByItem);

/// <summary>PostgreSQL's system column <c>xmin</c>.</summary>
public sealed class XminContext(DbContextOptions<XminContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Draft>().Property(draft => draft.Version).IsRowVersion();
}
