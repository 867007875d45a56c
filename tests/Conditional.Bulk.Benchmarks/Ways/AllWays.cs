namespace Conditional.Bulk.Benchmarks;

/// <summary>The ways that are compared, in the order of the tables.</summary>
internal static class AllWays
{
    public static IReadOnlyList<Way> List { get; } =
    [
        new LoopWay(),
        new LibraryWay("per-item", new LibraryOptions { Defaults = new() { ItemsPerWindow = 1 } }),
        new LibraryWay("pipelined", new LibraryOptions()),
        new LibraryWay("pipelined-prepared", new LibraryOptions { NeedPostgreSql = true, Npgsql = new() { PrepareStatements = true } }),
        new LibraryWay("shared-64", new LibraryOptions { NeedPostgreSql = true, Defaults = new() { ItemsPerSavepoint = 64 } }),
        new SaveChangesWay(),
        new SetBasedWay(),
        new CopyWay(),
    ];

    public static Way? Find(string name) => List.FirstOrDefault(way => way.Name == name);

    /// <summary>Those that there are on a provider.</summary>
    public static IEnumerable<Way> On(ProviderName provider) =>
        List.Where(way => provider == ProviderName.Postgres || !way.NeedsPostgreSql);
}
