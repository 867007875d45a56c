using Conditional.Bulk.Contracts.Failures;
using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.Sqlite.Tests.Failures;

public abstract class SqliteInvalidValueTests(EngineSetting engine) : InvalidValueTests(SqliteTestProvider.Instance, engine)
{
    /// <summary>The column takes text in the model, and only integers in the table.</summary>
    [Theory, Positions]
    public async Task Create_TypeOfStrictTable_InvalidValue(int position)
    {
        await ExecuteAsync("""
            DROP TABLE "Audit";
            CREATE TABLE "Audit" ("Id" INTEGER NOT NULL PRIMARY KEY, "Verb" TEXT NOT NULL, "Code" INTEGER NOT NULL) STRICT;
            """);
        var codes = Enumerable.Range(0, 5).Select(i => i == position ? Secret : $"{i}").ToList();
        var specs = codes.Select(code => CreatorSpec.For(() => new AuditRow { Verb = "verb", Code = code }));

        var result = await NewOps().BulkCreatePartialAsync(specs);

        var failure = result.Failed.Should().ContainSingle().Subject;
        new ExpectedFailure(WriteFailureKind.InvalidValue, typeof(DbUpdateException)).Verify(failure, position, Secret);
        failure.Exception.InnerException.Should().BeOfType<SqliteException>();
        var rows = await CommittedAsync(
            context => context.Database.SqlQuery<int>($"SELECT Code AS Value FROM Audit").ToListAsync());
        rows.Should().BeEquivalentTo(codes.Except([Secret]).Select(int.Parse));
    }
}

public sealed class SqliteInvalidValueInWindowsTests() : SqliteInvalidValueTests(EngineSetting.InWindows);

public sealed class SqliteInvalidValueItemByItemTests() : SqliteInvalidValueTests(EngineSetting.ItemByItem);
