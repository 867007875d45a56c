using Conditional.Bulk.Contracts.Windows;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.Sqlite.Tests.Windows;

public sealed class SqliteEligibilityTests() : EligibilityTests(SqliteTestProvider.Instance)
{
    protected override IServiceCollection AddProvider(IServiceCollection services) => services.AddEntityFrameworkSqlite();

    [Fact]
    public async Task BulkCreate_TriggerInTheFile_OneByOne()
    {
        await ExecuteAsync(Provider.TriggerThatRuns("Card", "AFTER INSERT", "SELECT 1"));

        await RefusesWindowsAsync(_ => { }, "trigger");
    }

    [Fact]
    public async Task BulkConditionalCreate_TriggerWritesTheGatesTable_GatesSeeIt()
    {
        await ExecuteAsync(Provider.TriggerThatRuns("Memo", "AFTER INSERT", """INSERT INTO "Trail" ("Text", "Number") VALUES (NEW."Text", 0)"""));

        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Memo>(
            [New("a").OnlyIf(OnlyIf.NotExists<Trail>(trail => trail.Text == "a")), New("b").OnlyIf(OnlyIf.Exists<Trail>(trail => trail.Text == "a"))], InWindows);

        result.HasFailures.Should().BeFalse();
        Windows.Should().BeEmpty();
    }
}
