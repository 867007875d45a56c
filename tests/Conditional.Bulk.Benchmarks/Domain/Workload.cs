namespace Conditional.Bulk.Benchmarks;

/// <summary>The items of a run, and what must become of them. The same for every way.</summary>
/// <param name="Work">What is done with each item.</param>
/// <param name="Host">What the application adds.</param>
/// <param name="FailureRate">The share of the items that fail, half of them refused and half violating a constraint.</param>
/// <param name="Expected">What must become of each item.</param>
/// <param name="Drafts">The items, in order.</param>
internal sealed record Workload(
    Work Work, Host Host, double FailureRate, IReadOnlyList<Outcome> Expected, IReadOnlyList<Draft> Drafts)
{
    public int Count => Drafts.Count;

    public string Title => $"{Work.Name}, {Host.Name} host, {Count:N0} items, {FailureRate:0.##%} failures";

    /// <summary>Makes items of which a share fails, at positions that look random and are the same in every process.</summary>
    public static Workload Create(Work work, Host host, int items, double failureRate)
    {
        var expected = new Outcome[items];
        var failing = Enumerable.Range(0, items).ToArray();
        new Random(items).Shuffle(failing);
        for (var i = 0; i < (int)Math.Round(items * failureRate); i++)
        {
            expected[failing[i]] = i % 2 == 0 ? Outcome.Refused : Outcome.Violating;
        }

        return new Workload(work, host, failureRate, expected, [.. expected.Select(work.NewDraft)]);
    }
}
