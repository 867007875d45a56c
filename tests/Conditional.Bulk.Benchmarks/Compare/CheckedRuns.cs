using System.Diagnostics;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Runs ways on fresh tables. There is no figure without a check of what the way did.</summary>
internal sealed class CheckedRuns(BenchmarkDatabase database)
{
    /// <exception cref="WrongOutcomeException">The way did not do what is expected.</exception>
    public Task<Measurement> MeasureAsync(Endpoint endpoint, Way way, Workload workload, CancellationToken cancellationToken) =>
        RunAsync(endpoint, way, workload, MeasureAsync, cancellationToken);

    /// <summary>Counts what the way sends once its connection is warm. Not timed.</summary>
    /// <exception cref="WrongOutcomeException">The way did not do what is expected.</exception>
    public async Task<StatementCounts> CountAsync(Way way, Workload workload, CancellationToken cancellationToken)
    {
        await MeasureAsync(database.Counting, way, workload, cancellationToken);
        database.Counter.Clear();
        await MeasureAsync(database.Counting, way, workload, cancellationToken);
        return database.Counter.Counts;
    }

    /// <summary>The ids of the server that the run took; null where there is no server.</summary>
    /// <exception cref="WrongOutcomeException">The way did not do what is expected.</exception>
    public Task<ServerIds?> CountIdsAsync(Way way, Workload workload, CancellationToken cancellationToken) =>
        RunAsync(database.Direct, way, workload, run => CountIdsAsync(run, cancellationToken), cancellationToken);

    /// <summary>The most memory that objects made by the run took at once, in bytes. The run is slowed down by this.</summary>
    /// <exception cref="WrongOutcomeException">The way did not do what is expected.</exception>
    public Task<long> PeakMemoryAsync(Endpoint endpoint, Way way, Workload workload, CancellationToken cancellationToken) =>
        RunAsync(endpoint, way, workload, LiveMemory.PeakAsync, cancellationToken);

    /// <summary>
    /// Runs ways for some time each, so that the JIT compiler has come to its last tier. Until then, after thousands of items, an
    /// item takes several times as long: https://learn.microsoft.com/dotnet/core/runtime-config/compilation
    /// </summary>
    public async Task WarmUpAsync(
        IEnumerable<Way> ways,
        Work work,
        Host host,
        int items,
        double failureRate,
        TimeSpan time,
        CancellationToken cancellationToken)
    {
        foreach (var way in ways)
        {
            var workload = Workload.Create(work, host, items, way.IsolatesItems ? failureRate : 0);
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                await MeasureAsync(database.Direct, way, workload, cancellationToken);
            }
        }
    }

    private async Task<T> RunAsync<T>(
        Endpoint endpoint, Way way, Workload workload, Func<Func<Task>, Task<T>> measure, CancellationToken cancellationToken)
    {
        await database.ResetAsync(workload, cancellationToken);
        CollectGarbage();

        IReadOnlyList<Report> reports = [];
        var figure = await measure(async () => reports = await way.RunAsync(endpoint, workload, cancellationToken));

        await using var db = database.Direct.CreateDbContext();
        await new OutcomeCheck(way, workload).VerifyAsync(reports, db, cancellationToken);
        return figure;
    }

    private async Task<ServerIds?> CountIdsAsync(Func<Task> run, CancellationToken cancellationToken)
    {
        var before = await database.ReadIdsAsync(cancellationToken);
        await run();
        var after = await database.ReadIdsAsync(cancellationToken);
        return before is null || after is null ? null : after - before;
    }

    private static async Task<Measurement> MeasureAsync(Func<Task> run)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        await run();
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new Measurement(elapsed.TotalMilliseconds, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1e6);
    }

    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
