using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Passes on what it receives, each piece a fixed time after it arrived.</summary>
internal sealed class DelayLine(Socket from, Socket to, TimeSpan delay, Action<ReadOnlySpan<byte>> observe)
{
    private const int BufferSize = 64 * 1024;
    private static readonly TimeSpan s_spin = TimeSpan.FromMilliseconds(2);
    private readonly Queue<(byte[] Buffer, int Count, long Arrived)> _pieces = [];

    public void Run()
    {
        while (true)
        {
            if (_pieces.TryPeek(out var piece) && Stopwatch.GetElapsedTime(piece.Arrived) >= delay)
            {
                Send();
            }
            else if (_pieces.Count == 0 || from.Available > 0)
            {
                if (!Receive()) return;
            }
            else
            {
                Wait(delay - Stopwatch.GetElapsedTime(piece.Arrived));
            }
        }
    }

    private bool Receive()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var count = from.Receive(buffer);
        observe(buffer.AsSpan(0, count));
        _pieces.Enqueue((buffer, count, Stopwatch.GetTimestamp()));
        return count > 0;
    }

    private void Send()
    {
        var (buffer, count, _) = _pieces.Dequeue();
        to.SendAll(buffer.AsSpan(0, count));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Yields at the end, so that a server or client that has work to do gets the processor.</summary>
    private void Wait(TimeSpan time)
    {
        if (time > s_spin) from.Poll(time - s_spin, SelectMode.SelectRead);
        else Thread.Yield();
    }
}
