namespace Conditional.Bulk.Benchmarks;

/// <summary>What <c>growth</c> was asked for.</summary>
internal sealed record GrowthSettings(
    ProviderName Provider,
    IReadOnlyList<Work> Works,
    IReadOnlyList<int> Items,
    IReadOnlyList<Way> Ways,
    int Rounds,
    TimeSpan WarmUpTime);
