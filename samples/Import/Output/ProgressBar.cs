using System.Diagnostics;
using Spectre.Console;

namespace Import.Output;

/// <summary>A bar for as long as an import runs: for a terminal.</summary>
internal sealed class ProgressBar(ProgressTask task) : IProgress<ImportProgress>
{
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(100);
    private long _told;

    public static Task<T> ShowAsync<T>(Func<IProgress<ImportProgress>, Task<T>> run) => AnsiConsole.Progress()
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
        .StartAsync(context => run(new ProgressBar(context.AddTask("Importing"))));

    public void Report(ImportProgress value)
    {
        var isLast = value.Line >= value.Lines;
        if (!isLast && _told != 0 && Stopwatch.GetElapsedTime(_told) < s_least) return;

        _told = Stopwatch.GetTimestamp();
        task.MaxValue = Math.Max(1, value.Lines);
        task.Value = value.Line;
    }
}
