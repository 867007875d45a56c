using Conditional.Bulk.Contracts.Windows;
using Microsoft.Extensions.Logging;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

/// <summary>What the pipeline sends past EF's own log.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class LogTests(PostgreSqlTestProvider provider) : ArchiveTests(provider)
{
    private const string Secret = "s3cret";

    [Fact]
    public async Task BulkCreate_ByDefault_SqlWithoutValues()
    {
        var messages = await BulkCreateAsync(sensitive: false);

        messages.Should().HaveCount(2);
        messages[0].Should().Contain("SAVEPOINT conditional_bulk_window").And.Contain("""FROM "Trail" """.Trim()).And.Contain("FOR SHARE");
        messages[1].Should().Contain("7 statements").And.Contain("SAVEPOINT conditional_bulk_item").And.Contain("INSERT INTO \"Memo\"").And.Contain("=?");
        messages.Should().NotContain(message => message.Contains(Secret));
    }

    [Fact]
    public async Task BulkCreate_SensitiveDataLogging_SqlWithValues()
    {
        var messages = await BulkCreateAsync(sensitive: true);

        messages.Should().HaveCount(2);
        messages[0].Should().Contain($"='{Secret} gate'");
        messages[1].Should().Contain($"='{Secret} 1'").And.Contain($"='{Secret} 2'").And.NotContain("=?");
    }

    private async Task<List<string>> BulkCreateAsync(bool sensitive)
    {
        await SeedAsync(new Trail { Text = $"{Secret} gate" });
        var log = new LogRecorder();
        var gate = $"{Secret} gate";
        var open = OnlyIf.Exists<Trail>(trail => trail.Text == gate);

        var result = await NewOps(options =>
        {
            log.Configure(options);
            options.EnableSensitiveDataLogging(sensitive);
        }).BulkConditionalCreatePartialAsync<Memo>([New($"{Secret} 1").OnlyIf(open), New($"{Secret} 2").OnlyIf(open)], InWindows);

        result.HasFailures.Should().BeFalse();
        log.OfLibrary().Should().OnlyContain(record => record.Level == LogLevel.Debug);
        return [.. log.OfLibrary("Conditional.Bulk.PostgreSQL").Select(record => record.Message)];
    }
}
