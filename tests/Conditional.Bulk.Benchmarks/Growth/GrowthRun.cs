using System.Globalization;

namespace Conditional.Bulk.Benchmarks;

/// <summary>The <c>growth</c> command once its arguments are known to be good.</summary>
internal static class GrowthRun
{
    private static readonly string[] s_header =
        ["way", "items", "median ms", "times the first", "µs per item", "peak live MB", "peak live bytes per item"];

    public static async Task<int> RunAsync(GrowthSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        await using var database = await BenchmarkDatabase.StartAsync(settings.Provider, cancellationToken);
        await Machine.DescribeAsync(database, [0], output, cancellationToken);
        output.WriteLine($"{settings.Rounds} rounds after warm-up, then one run for the memory");
        output.WriteLine();

        var runs = new CheckedRuns(database);
        await runs.WarmUpAsync(settings.Ways, settings.Items.Min(), failureRate: 0, settings.WarmUpTime, cancellationToken);

        Workload[] workloads = [.. settings.Items.Select(items => Workload.Create(items, failureRate: 0))];
        var rows = new List<string[]>();
        foreach (var way in settings.Ways) rows.AddRange(await RowsAsync(settings, runs, database.Direct, way, workloads, cancellationToken));
        output.WriteLine(MarkdownTable.Text($"{settings.Provider.Text()}, direct, growth", s_header, rows));
        return 0;
    }

    private static async Task<IEnumerable<string[]>> RowsAsync(
        GrowthSettings settings,
        CheckedRuns runs,
        Endpoint endpoint,
        Way way,
        Workload[] workloads,
        CancellationToken cancellationToken)
    {
        var times = workloads.Select(_ => new List<double>()).ToArray();
        // The first round brings buffers and pools to their size.
        for (var round = -1; round < settings.Rounds; round++)
        {
            for (var i = 0; i < workloads.Length; i++)
            {
                var run = await runs.MeasureAsync(endpoint, way, workloads[i], cancellationToken);
                if (round >= 0) times[i].Add(run.Milliseconds);
            }
        }

        var rows = new List<string[]>();
        for (var i = 0; i < workloads.Length; i++)
        {
            var peak = await runs.PeakMemoryAsync(endpoint, way, workloads[i], cancellationToken);
            rows.Add(Row(way, workloads[i].Drafts.Count, times[i].Median(), times[0].Median(), peak));
        }

        return rows;
    }

    private static string[] Row(Way way, int items, double milliseconds, double first, long peak) =>
    [
        way.Name,
        items.ToString(CultureInfo.InvariantCulture),
        Text(milliseconds, "0.0"),
        Text(milliseconds / first, "0.00"),
        Text(1000 * milliseconds / items, "0.0"),
        Text(peak / 1e6, "0.0"),
        Text((double)peak / items, "0"),
    ];

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
