using System.Globalization;

namespace Conditional.Bulk.Benchmarks;

/// <summary>One line for each way of each group.</summary>
internal static class CsvReport
{
    public const string Header =
        "provider,work,host,latency_ms,items,failure_rate,way,median_ms,round_trips,savepoints,allocated_mb";

    public static IEnumerable<string> Lines(Group group) => group.Results.Select(result => string.Join(
        ',',
        group.Provider.Text(),
        group.Workload.Work.Name,
        group.Workload.Host.Name,
        Text(group.Latency, "0.###"),
        group.Workload.Count.ToString(CultureInfo.InvariantCulture),
        Text(group.Workload.FailureRate, "0.####"),
        result.Way.Name,
        Text(result.MedianMilliseconds, "0.00"),
        result.Counts.RoundTrips?.ToString(CultureInfo.InvariantCulture),
        result.Counts.Savepoints.ToString(CultureInfo.InvariantCulture),
        Text(result.MedianAllocatedMegabytes, "0.00")));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
