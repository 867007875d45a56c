namespace Conditional.Bulk.Benchmarks;

/// <summary>What <c>compare</c> was asked for.</summary>
internal sealed record CompareSettings(
    ProviderName Provider,
    IReadOnlyList<Work> Works,
    IReadOnlyList<Host> Hosts,
    IReadOnlyList<int> Items,
    IReadOnlyList<double> Latencies,
    IReadOnlyList<double> FailureRates,
    IReadOnlyList<Way> Ways,
    int Rounds,
    TimeSpan WarmUpTime,
    int WarmUps,
    int LoopMaxItems,
    int Seed,
    FileInfo? Csv);
