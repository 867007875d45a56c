using Conditional.Bulk.Contracts.AppConfig;

namespace Conditional.Bulk.PostgreSQL.Tests.Faults;

/// <summary>
/// A batch of 26 creates for fault sweeps: most succeed, one is refused by its gate, one by a unique index, one by a check.
/// </summary>
internal static class FaultBatch
{
    public const int Size = 26;

    private const int Refused = 4;
    private const int Duplicate = 9;
    private const int Empty = 14;

    /// <summary>The names of the rows that a call which succeeds leaves.</summary>
    public static IReadOnlyList<string> Written { get; } =
        [.. Enumerable.Range(0, Size).Where(i => i is not (Refused or Duplicate or Empty)).Select(Name)];

    public static BulkConditionalCreator<Fragment> Create() => new(
    [
        .. Enumerable.Range(0, Size).Select(i => new FragmentCreatorSpec(
                Name(i == Duplicate ? 0 : i), Scope.Public, i == Empty ? "" : "{}")
            .OnlyIf(Gates.Granted(i == Refused ? "locked" : "open", Scope.Public))),
    ]);

    public static void VerifyResult(BulkResult<Fragment> result)
    {
        result.Failed.Select(failure => (failure.Index, failure.Kind)).Should().Equal(
            (Refused, WriteFailureKind.NotAllowed),
            (Duplicate, WriteFailureKind.UniqueViolation),
            (Empty, WriteFailureKind.CheckViolation));
        result.Succeeded.Select(fragment => fragment.Name).Should().Equal(Written);
    }

    private static string Name(int i) => $"item-{i}";
}
