namespace Conditional.Bulk.Benchmarks;

/// <summary>The works that ways are compared at.</summary>
internal static class AllWorks
{
    public static IReadOnlyList<Work> List { get; } =
    [
        new Creates(), new Identity(), new Updates(), new Purges(), new Graphs(), new GraphsIdentity(),
        new Mixed(isSorted: false), new Mixed(isSorted: true), new Upserts(),
    ];
}
