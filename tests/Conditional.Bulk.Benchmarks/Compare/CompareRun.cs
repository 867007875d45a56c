namespace Conditional.Bulk.Benchmarks;

/// <summary>The <c>compare</c> command once its arguments are known to be good.</summary>
internal static class CompareRun
{
    public static async Task<int> RunAsync(CompareSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        await using var csv = settings.Csv?.CreateText();
        await using var database = await BenchmarkDatabase.StartAsync(settings.Provider, cancellationToken);
        await Machine.DescribeAsync(database, settings.Latencies, output, cancellationToken);
        output.WriteLine($"{settings.Rounds} rounds after warm-up, in an order shuffled with --seed {settings.Seed}");
        output.WriteLine();

        csv?.WriteLine(CsvReport.Header);
        await foreach (var group in new Comparison(settings, database, output).RunAsync(cancellationToken))
        {
            output.WriteLine(TableReport.Text(group));
            foreach (var line in CsvReport.Lines(group)) csv?.WriteLine(line);
            if (csv is not null) await csv.FlushAsync(cancellationToken);
        }

        return 0;
    }
}
