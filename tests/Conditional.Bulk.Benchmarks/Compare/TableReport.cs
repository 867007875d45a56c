using System.Globalization;

namespace Conditional.Bulk.Benchmarks;

/// <summary>A group as a Markdown table, with what each way's median is of that of the ways one would compare it with.</summary>
internal static class TableReport
{
    private static readonly string[] s_header =
        ["way", "median ms", "min–max ms", "loop / way", "way / savechanges", "round trips", "savepoints", "allocated MB"];

    public static string Text(Group group)
    {
        var latency = group.Latency == 0 ? "direct" : $"{group.Latency} ms";
        var title = $"{group.Provider.Text()}, {latency}, {group.Workload.Title}";
        return MarkdownTable.Text(title, s_header, [.. group.Results.Select(result => Row(group, result))]);
    }

    private static string[] Row(Group group, WayResult result) =>
    [
        result.Way.Name,
        Number(result.MedianMilliseconds),
        $"{Number(result.Runs.Min(run => run.Milliseconds))}–{Number(result.Runs.Max(run => run.Milliseconds))}",
        Ratio(group.MedianOf<LoopWay>() / result.MedianMilliseconds),
        Ratio(result.MedianMilliseconds / group.MedianOf<SaveChangesWay>()),
        result.Counts.RoundTrips?.ToString(CultureInfo.InvariantCulture) ?? "",
        result.Counts.Savepoints.ToString(CultureInfo.InvariantCulture),
        Number(result.MedianAllocatedMegabytes),
    ];

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
