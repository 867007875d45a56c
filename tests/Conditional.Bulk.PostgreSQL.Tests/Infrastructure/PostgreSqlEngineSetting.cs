namespace Conditional.Bulk.PostgreSQL.Tests;

/// <summary>An engine setting with options that only PostgreSQL has.</summary>
public sealed record PostgreSqlEngineSetting(string Name) : EngineSetting(Name)
{
    public NpgsqlBulkOptions Npgsql { get; init; } = new();

    /// <summary>The options for PostgreSQL, if the setting has any.</summary>
    public static NpgsqlBulkOptions? Of(EngineSetting engine) => (engine as PostgreSqlEngineSetting)?.Npgsql;
}
