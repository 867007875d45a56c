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
        await _runs.WarmUpAsync(
            settings.Ways,
            Math.Min(settings.Items.Min(), WarmUpItems),
            settings.FailureRates.Max(),
            settings.WarmUpTime,
            cancellationToken);
        foreach (var items in settings.Items)
        {
            foreach (var failureRate in settings.FailureRates)
            {
                var workload = Workload.Create(items, failureRate);
                var ways = Select(workload);
                var counts = await CountAsync(ways, workload, cancellationToken);
                foreach (var latency in settings.Latencies)
                {
                    var runs = await MeasureAsync(database.WithLatency(latency), ways, workload, cancellationToken);
                    var results = ways.Select(way => new WayResult(way, counts[way], runs[way]));
                    yield return new Group(settings.Provider, latency, items, failureRate, [.. results]);
                }
            }
        }
    }

    private List<Way> Select(Workload workload)
    {
        var selected = new List<Way>();
        foreach (var way in settings.Ways)
        {
            if (!way.IsolatesItems && workload.FailureRate > 0)
            {
                output.WriteLine($"{way.Name} is left out: one item that fails fails all.");
            }
            else if (way.IsQuadratic && workload.Drafts.Count > settings.LoopMaxItems)
            {
                output.WriteLine($"{way.Name} is left out: more than {settings.LoopMaxItems} items (--loop-max-items).");
            }
            else
            {
                selected.Add(way);
            }
        }

        return selected;
    }

    /// <summary>Counts what each way sends once its connection is warm. Not timed.</summary>
    private async Task<Dictionary<Way, StatementCounts>> CountAsync(
        List<Way> ways, Workload workload, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<Way, StatementCounts>();
        foreach (var way in ways)
        {
            await _runs.MeasureAsync(database.Counting, way, workload, cancellationToken);
            database.Counter.Clear();
            await _runs.MeasureAsync(database.Counting, way, workload, cancellationToken);
            counts.Add(way, database.Counter.Counts);
        }

        return counts;
    }

    private async Task<Dictionary<Way, List<Measurement>>> MeasureAsync(
        Endpoint endpoint, List<Way> ways, Workload workload, CancellationToken cancellationToken)
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
