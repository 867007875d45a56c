namespace Conditional.Bulk.Benchmarks;

/// <summary>One run.</summary>
internal readonly record struct Measurement(double Milliseconds, double AllocatedMegabytes);

/// <summary>What one way took for one workload at one latency.</summary>
internal sealed record WayResult(Way Way, StatementCounts Counts, IReadOnlyList<Measurement> Runs)
{
    public double MedianMilliseconds { get; } = Runs.Select(run => run.Milliseconds).Median();

    public double MedianAllocatedMegabytes { get; } = Runs.Select(run => run.AllocatedMegabytes).Median();
}

/// <summary>The ways side by side.</summary>
internal sealed record Group(
    ProviderName Provider, double Latency, Workload Workload, IReadOnlyList<WayResult> Results)
{
    public double? MedianOf<TWay>() where TWay : Way => Results.FirstOrDefault(result => result.Way is TWay)?.MedianMilliseconds;
}

internal static class Statistics
{
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
