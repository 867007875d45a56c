using Npgsql;

namespace Conditional.Bulk.Benchmarks;

/// <summary>PostgreSQL, straight or through a proxy, which it owns.</summary>
internal sealed class PostgreSqlEndpoint(string connectionString, LatencyProxy? proxy = null) : Endpoint(connectionString)
{
    public PostgreSqlEndpoint(LatencyProxy proxy) : this(proxy.ConnectionString, proxy)
    {
    }

    public override async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(connection);
        proxy?.Dispose();
    }

    protected override void Configure(DbContextOptionsBuilder options, LibraryOptions? library) =>
        options.UseNpgsql(ConnectionString, npgsql =>
        {
            if (library is not null) npgsql.UseConditionalBulk(library.Defaults, library.Npgsql);
        });
}
