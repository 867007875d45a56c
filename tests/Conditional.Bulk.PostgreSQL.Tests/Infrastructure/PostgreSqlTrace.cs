using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests;

/// <summary>An open PostgreSQL connection through a <see cref="PostgreSqlProxy"/>, on which each item is written by itself.</summary>
internal sealed class PostgreSqlTrace : StatementLog
{
    private readonly PostgreSqlProxy _proxy;
    private readonly NpgsqlConnection _connection;

    private PostgreSqlTrace(PostgreSqlProxy proxy) => (_proxy, _connection) = (proxy, new NpgsqlConnection(proxy.ConnectionString));

    public override IReadOnlyList<IReadOnlyList<string>> RoundTrips => [.. _proxy.Turns.Select(turn => turn.Statements)];

    /// <summary>Opens it; what the driver asks of a server it meets for the first time is not in the log.</summary>
    public static async Task<PostgreSqlTrace> OpenAsync(string connectionString)
    {
        var trace = new PostgreSqlTrace(new PostgreSqlProxy(connectionString));
        await trace._connection.OpenAsync();
        trace.Clear();
        return trace;
    }

    public override void Configure(DbContextOptionsBuilder options) =>
        options.UseNpgsql(_connection, npgsql => npgsql.UseConditionalBulk(EngineSetting.ItemByItem.Defaults));

    public override void Clear() => _proxy.Clear();

    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _proxy.DisposeAsync();
    }
}
