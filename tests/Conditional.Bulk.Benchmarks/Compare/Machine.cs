using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using LinqToDB.Data;
using Npgsql;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Says where the figures come from.</summary>
internal static class Machine
{
    private const int RoundTrips = 200;

    public static async Task DescribeAsync(
        BenchmarkDatabase database, IReadOnlyList<double> latencies, TextWriter output, CancellationToken cancellationToken)
    {
        output.WriteLine(
            $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, "
            + $"{RuntimeInformation.FrameworkDescription}, EF Core {VersionOf(typeof(DbContext))}, "
            + $"Npgsql {VersionOf(typeof(NpgsqlConnection))}, linq2db {VersionOf(typeof(DataConnection))}");
        output.WriteLine(await database.DescribeAsync(cancellationToken));
        if (database is not PostgreSqlDatabase) return;

        foreach (var latency in latencies)
        {
            var median = await RoundTripAsync(database.WithLatency(latency).ConnectionString, cancellationToken);
            var way = latency == 0 ? "direct" : $"through the proxy with {latency} ms";
            output.WriteLine($"SELECT 1 {way}: {median:0.000} ms (median of {RoundTrips})");
        }
    }

    private static string? VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    private static async Task<double> RoundTripAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        var times = new List<double>();
        for (var i = 0; i < 2 * RoundTrips; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await command.ExecuteScalarAsync(cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.TakeLast(RoundTrips).Median();
    }
}
