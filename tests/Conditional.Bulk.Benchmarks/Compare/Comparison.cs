using System.Runtime.CompilerServices;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Runs the ways side by side, in an order that is shuffled in every round.</summary>
internal sealed class Comparison(CompareSettings settings, BenchmarkDatabase database, TextWriter output)
{
    private const int WarmUpItems = 1000;
    private readonly CheckedRuns _runs = new(database);
    private readonly Random _random = new(settings.Seed);

    /// <summary>Measures every combination, each as soon as it is asked for.</summary>
    public async IAsyncEnumerable<Group> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var work in settings.Works)
        {
            foreach (var host in settings.Hosts)
            {
                await _runs.WarmUpAsync(
                    settings.Ways.Where(way => Applicability.WhyNot(way, work, host) is null),
                    work,
                    host,
                    Math.Min(settings.Items.Min(), WarmUpItems),
                    settings.FailureRates.Max(),
                    settings.WarmUpTime,
                    cancellationToken);
                await foreach (var group in RunAsync(work, host, cancellationToken)) yield return group;
            }
        }
    }

    private async IAsyncEnumerable<Group> RunAsync(
        Work work, Host host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var items in settings.Items)
        {
            foreach (var failureRate in settings.FailureRates)
            {
                var workload = Workload.Create(work, host, items, failureRate);
                var ways = Applicability.Select(settings.Ways, workload, settings.LoopMaxItems, output);
                var counts = await CountAsync(ways, workload, cancellationToken);
                foreach (var latency in settings.Latencies)
                {
                    var runs = await MeasureAsync(database.WithLatency(latency), ways, workload, cancellationToken);
                    var results = ways.Select(way => new WayResult(way, counts[way], runs[way]));
                    yield return new Group(settings.Provider, latency, workload, [.. results]);
                }
            }
        }
    }

    /// <summary>Counts what each way sends. Not timed.</summary>
    private async Task<Dictionary<Way, StatementCounts>> CountAsync(
        IReadOnlyList<Way> ways, Workload workload, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<Way, StatementCounts>();
        foreach (var way in ways) counts.Add(way, await _runs.CountAsync(way, workload, cancellationToken));
        return counts;
    }

    private async Task<Dictionary<Way, List<Measurement>>> MeasureAsync(
        Endpoint endpoint, IReadOnlyList<Way> ways, Workload workload, CancellationToken cancellationToken)
    {
        foreach (var way in ways)
        {
            for (var i = 0; i < settings.WarmUps; i++) await _runs.MeasureAsync(endpoint, way, workload, cancellationToken);
        }

        var runs = ways.ToDictionary(way => way, _ => new List<Measurement>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            var order = ways.ToArray();
            _random.Shuffle(order);
            foreach (var way in order) runs[way].Add(await _runs.MeasureAsync(endpoint, way, workload, cancellationToken));
        }

        return runs;
    }
}
