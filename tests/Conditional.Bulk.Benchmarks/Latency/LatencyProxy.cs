using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// Stands between Npgsql and the server on loopback: passes bytes on as they come, delays all that the server says by one latency,
/// and counts round trips and savepoints.
/// </summary>
/// <remarks>
/// The whole round trip's latency is on the way back, which takes as long as half of it each way. Bytes are delayed, not held up: what
/// arrives while earlier bytes wait is sent its own latency later. It works with threads that wait for sockets and spin for the last
/// of the latency, since timers are not exact to a tenth of a millisecond.
/// </remarks>
internal sealed class LatencyProxy : IStatementCounter, IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly WireCounts _counts = new();
    private readonly List<ProxySession> _sessions = [];
    private readonly TimeSpan _latency;
    private readonly string _host;
    private readonly int _port;

    /// <summary>Starts a proxy.</summary>
    /// <param name="connectionString">The server behind it, on TCP.</param>
    /// <param name="latency">What a round trip takes longer.</param>
    public LatencyProxy(string connectionString, TimeSpan latency)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        (_host, _port, _latency) = (server.Host!, server.Port, latency);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = IPAddress.Loopback.ToString(),
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        new Thread(Accept) { IsBackground = true, Name = nameof(LatencyProxy) }.Start();
    }

    /// <summary>For the same database, through the proxy.</summary>
    public string ConnectionString { get; }

    public StatementCounts Counts => new(_counts.RoundTrips, _counts.Savepoints);

    public void Clear() => _counts.Clear();

    public void Dispose()
    {
        _listener.Dispose();
        lock (_sessions) _sessions.ForEach(session => session.Dispose());
    }

    private void Accept()
    {
        try
        {
            while (true) Serve(_listener.AcceptSocket());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The proxy is disposed.
        }
    }

    private void Serve(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            server.Connect(_host, _port);
        }
        catch (SocketException)
        {
            // The client sees what it would see of a server that is not there.
            client.Dispose();
            server.Dispose();
            return;
        }

        lock (_sessions) _sessions.Add(new ProxySession(client, server, _latency, _counts));
    }
}
