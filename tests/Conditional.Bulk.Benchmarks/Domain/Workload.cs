namespace Conditional.Bulk.Benchmarks;

/// <summary>The items of a run, and what must become of them. The same for every way.</summary>
/// <param name="Drafts">The items, in order.</param>
/// <param name="Expected">What must become of each.</param>
/// <param name="FailureRate">The share of the items that fail, half of them refused and half duplicates.</param>
internal sealed record Workload(IReadOnlyList<Draft> Drafts, IReadOnlyList<Outcome> Expected, double FailureRate)
{
    private const string Document = """{"enabled":true,"limit":250,"regions":["eu-central-1","eu-west-3"],"owner":"platform"}""";
    private const string ExistingScopeId = "existing";

    /// <summary>The rows that are in the table before a run, one for each granted name.</summary>
    public static IReadOnlyList<Draft> Existing { get; } =
        [.. BenchmarkDb.Names.SkipLast(1).Select(name => NewDraft(name, ExistingScopeId))];

    /// <summary>The rows that must be in the table after a run.</summary>
    public IEnumerable<Draft> RowsAfter => Drafts.Where((_, i) => Expected[i] == Outcome.Written).Concat(Existing);

    /// <summary>Makes items of which a share fails, at positions that look random and are the same in every process.</summary>
    public static Workload Create(int items, double failureRate)
    {
        var expected = new Outcome[items];
        var failing = Enumerable.Range(0, items).ToArray();
        new Random(items).Shuffle(failing);
        for (var i = 0; i < (int)Math.Round(items * failureRate); i++)
        {
            expected[failing[i]] = i % 2 == 0 ? Outcome.Refused : Outcome.Duplicate;
        }

        return new Workload([.. expected.Select(NewDraft)], expected, failureRate);
    }

    private static Draft NewDraft(Outcome outcome, int index) => outcome switch
    {
        Outcome.Refused => NewDraft(BenchmarkDb.Names[^1], $"tenant-{index}"),
        Outcome.Duplicate => NewDraft(GrantedName(index), ExistingScopeId),
        _ => NewDraft(GrantedName(index), $"tenant-{index}"),
    };

    private static Draft NewDraft(string name, string scopeId) =>
        new(Guid.CreateVersion7(), name, Scope.Tenant, scopeId, Document);

    private static string GrantedName(int index) => BenchmarkDb.Names[index % (BenchmarkDb.Names.Count - 1)];
}
