namespace Conditional.Bulk.Benchmarks;

/// <summary>What <c>count</c> was asked for.</summary>
internal sealed record CountSettings(
    ProviderName Provider,
    IReadOnlyList<Work> Works,
    IReadOnlyList<Host> Hosts,
    IReadOnlyList<int> Items,
    IReadOnlyList<double> FailureRates,
    IReadOnlyList<Way> Ways,
    int Rounds,
    int LoopMaxItems)
{
    public IEnumerable<Workload> Workloads =>
        from work in Works
        from host in Hosts
        from items in Items
        from failureRate in FailureRates
        select Workload.Create(work, host, items, failureRate);
}
