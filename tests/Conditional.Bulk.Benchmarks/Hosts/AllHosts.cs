namespace Conditional.Bulk.Benchmarks;

/// <summary>The hosts that writes are measured in.</summary>
internal static class AllHosts
{
    public static Host Plain { get; } = new PlainHost();

    public static IReadOnlyList<Host> List { get; } = [Plain, new StampingHost()];
}
