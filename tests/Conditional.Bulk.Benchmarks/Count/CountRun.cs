using System.Globalization;

namespace Conditional.Bulk.Benchmarks;

/// <summary>The <c>count</c> command once its arguments are known to be good.</summary>
internal static class CountRun
{
    private static readonly string[] s_header = ["way", "round trips", "savepoints", "savepoints that wrote", "multixacts"];

    public static async Task<int> RunAsync(CountSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        await using var database = await BenchmarkDatabase.StartAsync(settings.Provider, cancellationToken);
        await Machine.DescribeAsync(database, [], output, cancellationToken);
        output.WriteLine();

        var runs = new CheckedRuns(database);
        foreach (var workload in settings.Workloads)
        {
            var rows = new List<string[]>();
            foreach (var way in Applicability.Select(settings.Ways, workload, settings.LoopMaxItems, output))
            {
                var statements = await runs.CountAsync(way, workload, cancellationToken);
                var ids = await LeastIdsAsync(runs, way, workload, settings.Rounds, cancellationToken);
                rows.Add(Row(way, statements, ids));
            }

            output.WriteLine(MarkdownTable.Text($"{settings.Provider.Text()}, {workload.Title}", s_header, rows));
        }

        return 0;
    }

    /// <summary>Whatever else the server does in the meantime, such as autovacuum, can only take more.</summary>
    private static async Task<ServerIds?> LeastIdsAsync(
        CheckedRuns runs, Way way, Workload workload, int rounds, CancellationToken cancellationToken)
    {
        ServerIds? least = null;
        for (var round = 0; round < rounds; round++)
        {
            if (await runs.CountIdsAsync(way, workload, cancellationToken) is not { } ids) return null;

            least = least is null
                ? ids
                : new(Math.Min(least.Transactions, ids.Transactions), Math.Min(least.Multixacts, ids.Multixacts));
        }

        return least;
    }

    private static string[] Row(Way way, StatementCounts statements, ServerIds? ids) =>
    [
        way.Name,
        Text(statements.RoundTrips),
        Text(statements.Savepoints),
        // One id is that of the transaction itself.
        Text(ids is null ? null : Math.Max(ids.Transactions - 1, 0)),
        Text(ids?.Multixacts),
    ];

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
