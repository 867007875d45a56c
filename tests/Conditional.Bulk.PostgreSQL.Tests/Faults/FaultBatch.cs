using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.PostgreSQL.Tests.Faults;

/// <summary>
/// A batch of creates for fault sweeps: most succeed, one is refused by its gate, one by a unique index, one by a check.
/// </summary>
internal sealed class FaultBatch(int size)
{
    /// <summary>With an item of each kind, and as few round trips item by item as may be.</summary>
    public static FaultBatch Small { get; } = new(16);

    /// <summary>With enough round trips in windows to be cancelled in.</summary>
    public static FaultBatch Large { get; } = new(26);

    private const int Refused = 4;
    private const int Duplicate = 9;
    private const int Empty = 14;

    /// <summary>The names of the rows that a call which succeeds leaves.</summary>
    public IReadOnlyList<string> Written { get; } =
        [.. Enumerable.Range(0, size).Where(i => i is not (Refused or Duplicate or Empty)).Select(Name)];

    public BulkConditionalCreator<Fragment> Create() => new(
    [
        .. Enumerable.Range(0, size).Select(i => new FragmentCreatorSpec(
                Name(i == Duplicate ? 0 : i), Scope.Public, i == Empty ? "" : "{}")
            .OnlyIf(Gates.Granted(i == Refused ? "locked" : "open", Scope.Public))),
    ]);

    public void VerifyResult(BulkResult<Fragment> result)
    {
        result.Failed.Select(failure => (failure.Index, failure.Kind)).Should().Equal(
            (Refused, WriteFailureKind.NotAllowed),
            (Duplicate, WriteFailureKind.UniqueViolation),
            (Empty, WriteFailureKind.CheckViolation));
        result.Succeeded.Select(fragment => fragment.Name).Should().Equal(Written);
    }

    private static string Name(int i) => $"item-{i}";
}
