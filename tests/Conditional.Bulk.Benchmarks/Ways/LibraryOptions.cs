namespace Conditional.Bulk.Benchmarks;

/// <summary>What <c>UseConditionalBulk</c> is given.</summary>
internal sealed record LibraryOptions
{
    public BulkOptions Defaults { get; init; } = new();

    public NpgsqlBulkOptions Npgsql { get; init; } = new();

    /// <summary>Whether they would change nothing on SQLite.</summary>
    public bool NeedPostgreSql { get; init; }
}
