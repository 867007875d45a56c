namespace Conditional.Bulk.Benchmarks;

/// <summary>The ways that are compared, in the order of the tables.</summary>
internal static class AllWays
{
    public static IReadOnlyList<Way> List { get; } =
    [
        new LoopWay(),
        new LibraryWay("per-item", new LibraryOptions { Defaults = new() { ItemsPerWindow = 1 } }),
        new LibraryWay("literal", new LibraryOptions { Defaults = new() { ItemsPerSavepoint = 1 } }),
        new LibraryWay("default", new LibraryOptions()),
        new LibraryWay("prepared", new LibraryOptions { NeedPostgreSql = true, Npgsql = new() { PrepareStatements = true } }),
        new SaveChangesWay(),
        new SetBasedWay(),
        new CopyWay(),
        new Linq2DbWay(),
    ];

    /// <summary>Those that there are on a provider.</summary>
    public static IEnumerable<Way> On(ProviderName provider) =>
        List.Where(way => provider == ProviderName.Postgres || !way.NeedsPostgreSql);
}
