using System.Net.Sockets;

namespace Conditional.Bulk.Benchmarks;

/// <summary>One connection through a <see cref="LatencyProxy"/>, with a thread for each direction.</summary>
internal sealed class ProxySession : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly TurnCounter _turns;

    public ProxySession(Socket client, Socket server, TimeSpan latency, WireCounts counts)
    {
        (_client, _server, _turns) = (client, server, new TurnCounter(counts));
        (client.NoDelay, server.NoDelay) = (true, true);
        Start(PassRequestsOn);
        Start(latency == TimeSpan.Zero
            ? PassAnswersOn
            : new DelayLine(server, client, latency, _turns.Answered).Run);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private void PassRequestsOn() => PassOn(_client, _server, _turns.Sent);

    private void PassAnswersOn() => PassOn(_server, _client, _turns.Answered);

    private static void PassOn(Socket from, Socket to, Action<ReadOnlySpan<byte>> observe)
    {
        var buffer = new byte[BufferSize];
        while (from.Receive(buffer) is > 0 and var count)
        {
            observe(buffer.AsSpan(0, count));
            to.SendAll(buffer.AsSpan(0, count));
        }
    }

    /// <summary>Whichever direction ends, ends the connection.</summary>
    private void Start(Action relay) => new Thread(() =>
    {
        try
        {
            relay();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One of the two has gone.
        }

        Dispose();
    })
    { IsBackground = true, Name = nameof(ProxySession) }.Start();
}

internal static class SocketExtensions
{
    public static void SendAll(this Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
    }
}
