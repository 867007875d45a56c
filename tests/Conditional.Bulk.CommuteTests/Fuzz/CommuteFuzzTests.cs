using Conditional.Bulk.PostgreSQL.Tests;
using Npgsql;
using Xunit.Abstractions;

namespace Conditional.Bulk.CommuteTests;

/// <summary>
/// The rule against savepoints in order. CONDITIONAL_BULK_FUZZ_BATCHES says how many batches (a long run: 20,000), CONDITIONAL_BULK_FUZZ_SEED
/// where to begin.
/// </summary>
public sealed class CommuteFuzzTests(ITestOutputHelper output) : IAsyncLifetime
{
    private PostgreSqlServer? _server;

    private string ConnectionString => new NpgsqlConnectionStringBuilder(_server!.ConnectionString) { Pooling = false }.ConnectionString;

    public async Task InitializeAsync() => _server = await PostgreSqlServer.StartAsync();

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task Run_OfAnyItems_EndsAsOneByOne()
    {
        var seed = Setting("SEED", 1);
        var fuzz = new CommuteFuzz(ConnectionString, seed);

        var difference = await fuzz.RunAsync(Setting("BATCHES", 300));

        output.WriteLine($"{fuzz.Batches} batches, {fuzz.Runs} runs of {fuzz.Items} items, {fuzz.Failed} written in order.");
        difference.Should().BeNull();
        fuzz.Runs.Should().BeGreaterThan(fuzz.Batches / 4);
    }

    [Theory]
    [InlineData(nameof(DifferentRows))]
    [InlineData(nameof(ReferencesBeforeRows))]
    [InlineData(nameof(UniqueEntries))]
    [InlineData(nameof(DeletesAndInserts))]
    [InlineData(nameof(DeletesAndUpdates))]
    [InlineData(nameof(DeletesTogether))]
    [InlineData(nameof(SequenceDraws))]
    [InlineData(nameof(TableFacts.UniqueColumns))]
    public async Task Run_WithALineOfTheRuleLeftOut_DiffersSomewhere(string line)
    {
        var fuzz = new CommuteFuzz(ConnectionString, seed: 1, line);

        var difference = await fuzz.RunAsync(Setting("BATCHES", 5_000));

        output.WriteLine($"After {fuzz.Batches} batches: {difference}");
        difference.Should().NotBeNull();
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable($"CONDITIONAL_BULK_FUZZ_{name}"), out var value) ? value : otherwise;
}
