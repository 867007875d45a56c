using System.CommandLine;

namespace Conditional.Bulk.Benchmarks;

/// <summary><c>growth</c>: time and memory against the number of items.</summary>
internal sealed class GrowthCommand : Command
{
    private readonly Option<string> _provider = BenchmarkOptions.Provider();
    private readonly Option<Work[]> _works = BenchmarkOptions.Works();
    private readonly Option<int[]> _items = BenchmarkOptions.Items(10_000, 100_000);
    private readonly Option<Way[]> _ways = BenchmarkOptions.Ways();
    private readonly Option<int> _rounds = BenchmarkOptions.Number("--rounds", "Timed runs of each way with each number of items.", 1, 3);
    private readonly Option<int> _warmUpSeconds = BenchmarkOptions.WarmUpSeconds();

    public GrowthCommand() : base("growth", "Shows whether time and memory of an item grow with the number of items.")
    {
        _ways.Description = $"{_ways.Description} 'loop' takes a minute for 10,000 items, and hours for 100,000.";
        _ways.Required = true;
        Options.Add(_provider);
        Options.Add(_works);
        Options.Add(_items);
        Options.Add(_ways);
        Options.Add(_rounds);
        Options.Add(_warmUpSeconds);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var provider = BenchmarkOptions.ToProvider(result.GetRequiredValue(_provider));
        var settings = new GrowthSettings(
            provider,
            result.GetRequiredValue(_works),
            result.GetRequiredValue(_items),
            BenchmarkOptions.WaysOn(provider, result.GetValue(_ways)),
            result.GetValue(_rounds),
            TimeSpan.FromSeconds(result.GetValue(_warmUpSeconds)));
        return GrowthRun.RunAsync(settings, result.InvocationConfiguration.Output, cancellationToken);
    }
}
