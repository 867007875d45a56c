using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DotNet.Testcontainers.Builders;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Conditional.Bulk.PostgreSQL.Tests;

/// <summary>
/// A PostgreSQL server for the tests: the one in CONDITIONAL_BULK_POSTGRES, else a container, else a throw-away cluster made with
/// the server binaries of this machine. Without any of them the tests fail.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private readonly Func<Task> _stop;

    private PostgreSqlServer(string connectionString, Func<Task> stop) => (ConnectionString, _stop) = (connectionString, stop);

    /// <summary>For a role that may create databases and roles.</summary>
    public string ConnectionString { get; }

    public static async Task<PostgreSqlServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("CONDITIONAL_BULK_POSTGRES") is { Length: > 0 } given)
        {
            return new PostgreSqlServer(given, () => Task.CompletedTask);
        }

        return await TryStartContainerAsync()
            ?? await TryStartClusterAsync()
            ?? throw new InvalidOperationException(
                "The PostgreSQL tests need a server. Set CONDITIONAL_BULK_POSTGRES to the connection string of one (with the "
                + "rights to create databases and roles), or start a Docker engine, or install the server binaries (Debian and Ubuntu: "
                + "apt-get install postgresql) so that initdb and pg_ctl are on PATH or under /usr/lib/postgresql.");
    }

    public async ValueTask DisposeAsync()
    {
        // Another server of this process may be in use still.
        await using (var connection = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(connection);
        await _stop();
    }

    private static async Task<PostgreSqlServer?> TryStartContainerAsync()
    {
        try
        {
            var container = new PostgreSqlBuilder("postgres:17-alpine").WithCommand("-c", "fsync=off", "-c", "max_connections=200").Build();
            await container.StartAsync();
            return new PostgreSqlServer(container.GetConnectionString(), () => container.DisposeAsync().AsTask());
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }

    private static async Task<PostgreSqlServer?> TryStartClusterAsync()
    {
        if (FindBinaries() is not { } binaries) return null;

        var directory = CreateDirectory();
        var data = Path.Combine(directory, "data");
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", [ServerUser, directory]);
        await RunAsServerUserAsync(
            Path.Combine(binaries, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);

        var port = FreePort();
        var settings = $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='{directory}' -c max_connections=200 "
            + "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";
        var control = Path.Combine(binaries, "pg_ctl");
        await RunAsServerUserAsync(
            control, ["-D", data, "-l", Path.Combine(directory, "log"), "-o", settings, "-w", "-t", "60", "start"]);

        return new PostgreSqlServer(
            $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres",
            async () =>
            {
                await RunAsServerUserAsync(control, ["-D", data, "-m", "immediate", "-w", "stop"]);
                Directory.Delete(directory, recursive: true);
            });
    }

    /// <summary>In memory where there is room: the tests make and drop hundreds of databases, each of hundreds of small files.</summary>
    private static string CreateDirectory()
    {
        const string InMemory = "/dev/shm";
        const long Room = 6L << 30;
        const string Prefix = "conditional-bulk-pg-";
        return Directory.Exists(InMemory) && new DriveInfo(InMemory).AvailableFreeSpace > Room
            ? Directory.CreateDirectory(Path.Combine(InMemory, $"{Prefix}{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory(Prefix).FullName;
    }

    /// <summary>The server refuses to run as root.</summary>
    private static string ServerUser =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    /// <summary>The newest server binaries.</summary>
    private static string? FindBinaries()
    {
        const string Installed = "/usr/lib/postgresql";
        var versions = Directory.Exists(Installed)
            ? Directory.GetDirectories(Installed).OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var n) ? n : 0)
            : Enumerable.Empty<string>();
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return versions.Select(version => Path.Combine(version, "bin"))
            .Concat(path)
            .FirstOrDefault(directory =>
                File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "pg_ctl")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task RunAsServerUserAsync(string program, string[] arguments) => Environment.IsPrivilegedProcess
        ? RunAsync("runuser", ["-u", ServerUser, "--", program, .. arguments])
        : RunAsync(program, arguments);

    private static async Task RunAsync(string program, string[] arguments)
    {
        // The server inherits the standard streams of pg_ctl; a working directory that its user cannot read would only make noise.
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode == 0) return;

        throw new InvalidOperationException(
            $"'{program}' ended with exit code {process.ExitCode}: {await output} {await error}");
    }
}
