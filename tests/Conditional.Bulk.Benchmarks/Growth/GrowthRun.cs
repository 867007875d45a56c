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
        foreach (var work in settings.Works)
        {
            var rows = await RowsAsync(settings, runs, database.Direct, work, output, cancellationToken);
            output.WriteLine(MarkdownTable.Text($"{settings.Provider.Text()}, {work.Name}, direct, growth", s_header, rows));
        }

        return 0;
    }

    private static async Task<string[][]> RowsAsync(
        GrowthSettings settings,
        CheckedRuns runs,
        Endpoint endpoint,
        Work work,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        var ways = Applicability.Select(settings.Ways, NewWorkload(work, items: 0), loopMaxItems: int.MaxValue, output);
        await runs.WarmUpAsync(
            ways, work, AllHosts.Plain, settings.Items.Min(), failureRate: 0, settings.WarmUpTime, cancellationToken);

        var rows = new List<string[]>();
        foreach (var way in ways)
        {
            var times = await TimesAsync(settings, runs, endpoint, work, way, cancellationToken);
            for (var i = 0; i < times.Count; i++)
            {
                var items = settings.Items[i];
                var peak = await runs.PeakMemoryAsync(endpoint, way, NewWorkload(work, items), cancellationToken);
                rows.Add(Row(way, items, times[i].Median(), times[0].Median(), peak));
            }
        }

        return [.. rows];
    }

    /// <summary>The times with each number of items.</summary>
    private static async Task<IReadOnlyList<List<double>>> TimesAsync(
        GrowthSettings settings, CheckedRuns runs, Endpoint endpoint, Work work, Way way, CancellationToken cancellationToken)
    {
        var times = settings.Items.Select(_ => new List<double>()).ToArray();
        // The first round brings buffers and pools to their size.
        for (var round = -1; round < settings.Rounds; round++)
        {
            for (var i = 0; i < times.Length; i++)
            {
                var run = await runs.MeasureAsync(endpoint, way, NewWorkload(work, settings.Items[i]), cancellationToken);
                if (round >= 0) times[i].Add(run.Milliseconds);
            }
        }

        return times;
    }

    /// <summary>A new one for each run: the collector would go through those for other runs, too.</summary>
    private static Workload NewWorkload(Work work, int items) => Workload.Create(work, AllHosts.Plain, items, failureRate: 0);

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
