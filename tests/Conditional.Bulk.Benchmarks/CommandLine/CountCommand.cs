using System.CommandLine;

namespace Conditional.Bulk.Benchmarks;

/// <summary><c>count</c>: what the ways cost the server, exactly.</summary>
internal sealed class CountCommand : Command
{
    private readonly Option<string> _provider = BenchmarkOptions.Provider();
    private readonly Option<Work[]> _works = BenchmarkOptions.Works();
    private readonly Option<Host[]> _hosts = BenchmarkOptions.Hosts();
    private readonly Option<int[]> _items = BenchmarkOptions.Items(1000);
    private readonly Option<double[]> _failures = BenchmarkOptions.Failures();
    private readonly Option<Way[]> _ways = BenchmarkOptions.Ways();
    private readonly Option<int> _rounds = BenchmarkOptions.Number(
        "--rounds", "Runs of each way, of which the least count is reported.", 1, 2);
    private readonly Option<int> _loopMaxItems = BenchmarkOptions.LoopMaxItems();

    public CountCommand() : base("count", "Counts round trips, savepoints, those that wrote, and multixacts.")
    {
        _ways.Description = $"{_ways.Description} Default: all of the provider.";
        Options.Add(_provider);
        Options.Add(_works);
        Options.Add(_hosts);
        Options.Add(_items);
        Options.Add(_failures);
        Options.Add(_ways);
        Options.Add(_rounds);
        Options.Add(_loopMaxItems);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var provider = BenchmarkOptions.ToProvider(result.GetRequiredValue(_provider));
        var settings = new CountSettings(
            provider,
            result.GetRequiredValue(_works),
            result.GetRequiredValue(_hosts),
            result.GetRequiredValue(_items),
            result.GetRequiredValue(_failures),
            BenchmarkOptions.WaysOn(provider, result.GetValue(_ways)),
            result.GetValue(_rounds),
            result.GetValue(_loopMaxItems));
        return CountRun.RunAsync(settings, result.InvocationConfiguration.Output, cancellationToken);
    }
}
