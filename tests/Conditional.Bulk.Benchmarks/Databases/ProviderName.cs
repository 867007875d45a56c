namespace Conditional.Bulk.Benchmarks;

internal enum ProviderName
{
    Postgres,
    Sqlite,
}

internal static class ProviderNames
{
    /// <summary>As it is on the command line and in the CSV.</summary>
    public static string Text(this ProviderName provider) => provider == ProviderName.Postgres ? "postgres" : "sqlite";
}
