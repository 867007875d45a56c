using System.Diagnostics;

namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// What is reachable while something runs: the size of the objects that survive full collections, forced again and again at times
/// that have nothing to do with how far it is. Garbage does not count, so the collector's leisure does not show.
/// </summary>
internal static class LiveMemory
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(5);

    /// <returns>The most bytes that were reachable at once, less those before.</returns>
    public static async Task<long> PeakAsync(Func<Task> run)
    {
        var before = Measure();
        var peak = before;
        using var ended = new ManualResetEventSlim();
        var sampler = new Thread(() =>
        {
            var pause = s_shortestPause;
            while (!ended.Wait(pause))
            {
                var started = Stopwatch.GetTimestamp();
                peak = Math.Max(peak, Measure());
                // Nothing runs during a collection, which takes longer the more there is: the run must have half of the time.
                var took = Stopwatch.GetElapsedTime(started);
                pause = took > s_shortestPause ? took : s_shortestPause;
            }
        })
        { IsBackground = true, Name = nameof(LiveMemory) };
        sampler.Start();
        try
        {
            await run();
        }
        finally
        {
            ended.Set();
            sampler.Join();
        }

        return peak - before;
    }

    private static long Measure()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        var info = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return info.HeapSizeBytes - info.FragmentedBytes;
    }
}
