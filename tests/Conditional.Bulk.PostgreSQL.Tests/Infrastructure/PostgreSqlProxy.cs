using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL.Tests;

/// <summary>What a <see cref="PostgreSqlProxy"/> does with a turn.</summary>
public enum ProxyAction
{
    Forward,

    /// <summary>Cuts the connection; the server never sees the turn.</summary>
    CutBeforeRequest,

    /// <summary>Cuts the connection once the server has answered; the client never sees the answer.</summary>
    CutBeforeAnswer,
}

/// <summary>A round trip: all that the client sent before it waited for the server.</summary>
/// <param name="Number">From 0, since recording began.</param>
/// <param name="Statements">The SQL that it executes, in order.</param>
public sealed record ProxyTurn(int Number, IReadOnlyList<string> Statements);

/// <summary>
/// Stands between Npgsql and the server on loopback. Records what is executed in each round trip, and may cut the connection at any
/// of them.
/// </summary>
/// <remarks>
/// It works in lockstep, so its record does not depend on timing: it collects what the client sends up to the message after which a
/// client waits (Sync or a simple Query, with nothing after it in what has arrived), forwards that, and passes the answer on until
/// the server has said ReadyForQuery for each of them. Setting up and closing a connection is not recorded. COPY is not supported.
/// </remarks>
public sealed class PostgreSqlProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ProxyTurn> _turns = [];
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private readonly string _host;
    private readonly int _port;

    /// <summary>Starts a proxy.</summary>
    /// <param name="connectionString">The server behind it.</param>
    public PostgreSqlProxy(string connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        (_host, _port) = (server.Host!, server.Port);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = IPAddress.Loopback.ToString(),
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>For the same database, through the proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>Asked before each turn; null forwards every one.</summary>
    public Func<ProxyTurn, ProxyAction>? Decide { get; set; }

    /// <summary>What was recorded: the round trips, in order.</summary>
    public IReadOnlyList<ProxyTurn> Turns
    {
        get
        {
            lock (_turns) return [.. _turns];
        }
    }

    /// <summary>Forgets what was recorded; the next turn has number 0.</summary>
    public void Clear()
    {
        lock (_turns) _turns.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(connection);
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stopping.Dispose();
    }

    internal ProxyAction Record(IReadOnlyList<string> statements)
    {
        ProxyTurn turn;
        lock (_turns) _turns.Add(turn = new ProxyTurn(_turns.Count, statements));
        return Decide?.Invoke(turn) ?? ProxyAction.Forward;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            // The proxy is being disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(_host, _port, _stopping.Token);
                client.NoDelay = server.NoDelay = true;
                await new ProxyConnection(this, client.GetStream(), server.GetStream(), _stopping.Token).RunAsync();
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One side has gone, or the proxy is being disposed: both sockets are closed, which is what the other side must see.
            }
        }
    }
}
