using Conditional.Bulk.Contracts.Checks;

namespace Conditional.Bulk.PostgreSQL.Tests.Checks;

[Collection(PostgreSqlCollection.Name)]
public abstract class PostgreSqlIntegrityCheckTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : IntegrityCheckTests(provider, engine)
{
    [Theory]
    [InlineData("23P01", WriteFailureKind.ExclusionViolation)]
    [InlineData("23001", WriteFailureKind.RestrictViolation)]
    [InlineData("55P03", WriteFailureKind.Timeout)]
    public async Task Create_KindRaisedByTheServer_ThrowsTheDomainsException(string sqlState, WriteFailureKind kind)
    {
        await ExecuteAsync($"""
            CREATE FUNCTION raise_it() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{sqlState}', CONSTRAINT = 'a_constraint'; END $$;
            CREATE TRIGGER raise_it BEFORE INSERT ON "Articles" FOR EACH ROW EXECUTE FUNCTION raise_it();
            """);
        var create = CreatorSpec.For(
            () => new Article { Name = "new", Number = 2 },
            new IntegrityCheck(kind, "another", failure => new StockException("another", failure)),
            new IntegrityCheck(kind, "a_constraint", failure => new StockException("a_constraint", failure)));

        var thrown = await Record.ExceptionAsync(() => NewOps().CreateAsync(create));

        thrown.Should().BeOfType<StockException>().Which.Message.Should().Be("a_constraint");
        WriteFailure.Of(thrown!)!.Kind.Should().Be(kind);
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlIntegrityCheckInWindowsTests(PostgreSqlTestProvider provider)
    : PostgreSqlIntegrityCheckTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlIntegrityCheckItemByItemTests(PostgreSqlTestProvider provider)
    : PostgreSqlIntegrityCheckTests(provider, EngineSetting.ItemByItem);
