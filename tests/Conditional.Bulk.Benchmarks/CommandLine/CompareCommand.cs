using System.CommandLine;

namespace Conditional.Bulk.Benchmarks;

/// <summary><c>compare</c>: the ways side by side.</summary>
internal sealed class CompareCommand : Command
{
    private readonly Option<string> _provider = BenchmarkOptions.Provider();
    private readonly Option<Work[]> _works = BenchmarkOptions.Works();
    private readonly Option<Host[]> _hosts = BenchmarkOptions.Hosts();
    private readonly Option<int[]> _items = BenchmarkOptions.Items(1000);
    private readonly Option<double[]> _latencies = BenchmarkOptions.List<double>(
        "--latency",
        "How many milliseconds a round trip takes longer, where 0 connects straight",
        "a time from 0 to 1000",
        milliseconds => milliseconds is >= 0 and <= 1000,
        0);
    private readonly Option<double[]> _failures = BenchmarkOptions.Failures();
    private readonly Option<Way[]> _ways = BenchmarkOptions.Ways();
    private readonly Option<int> _rounds = BenchmarkOptions.Number("--rounds", "Timed runs of each way.", 1, 5);
    private readonly Option<int> _warmUpSeconds = BenchmarkOptions.WarmUpSeconds();
    private readonly Option<int> _warmUps = BenchmarkOptions.Number(
        "--warm-ups", "Runs of each way before the timed ones of each table.", 1, 2);
    private readonly Option<int> _loopMaxItems = BenchmarkOptions.LoopMaxItems();
    private readonly Option<int?> _seed = new("--seed")
    {
        Description = "For the order of the runs. Default: a new one, which is printed.",
    };
    private readonly Option<FileInfo?> _csv = new("--csv")
    {
        Description = "Where to write the figures; an existing file is replaced.",
    };

    public CompareCommand() : base("compare", "Runs the ways to write many items side by side, and checks what each of them did.")
    {
        _ways.Description = $"{_ways.Description} Default: all of the provider.";
        Options.Add(_provider);
        Options.Add(_works);
        Options.Add(_hosts);
        Options.Add(_items);
        Options.Add(_latencies);
        Options.Add(_failures);
        Options.Add(_ways);
        Options.Add(_rounds);
        Options.Add(_warmUpSeconds);
        Options.Add(_warmUps);
        Options.Add(_loopMaxItems);
        Options.Add(_seed);
        Options.Add(_csv);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var provider = BenchmarkOptions.ToProvider(result.GetRequiredValue(_provider));
        var settings = new CompareSettings(
            provider,
            result.GetRequiredValue(_works),
            result.GetRequiredValue(_hosts),
            result.GetRequiredValue(_items),
            result.GetRequiredValue(_latencies),
            result.GetRequiredValue(_failures),
            BenchmarkOptions.WaysOn(provider, result.GetValue(_ways)),
            result.GetValue(_rounds),
            TimeSpan.FromSeconds(result.GetValue(_warmUpSeconds)),
            result.GetValue(_warmUps),
            result.GetValue(_loopMaxItems),
            result.GetValue(_seed) ?? Random.Shared.Next(),
            result.GetValue(_csv));
        Check(settings);
        return CompareRun.RunAsync(settings, result.InvocationConfiguration.Output, cancellationToken);
    }

    /// <summary>What no option can know alone.</summary>
    private static void Check(CompareSettings settings)
    {
        if (settings.Provider == ProviderName.Sqlite && settings.Latencies.Any(latency => latency != 0))
        {
            throw new BadArgumentsException("--latency: SQLite runs in the process, so there is no latency but 0.");
        }

        if (settings.Csv is { Directory.Exists: false } csv)
        {
            throw new BadArgumentsException($"--csv: there is no directory '{csv.Directory}'.");
        }
    }
}
