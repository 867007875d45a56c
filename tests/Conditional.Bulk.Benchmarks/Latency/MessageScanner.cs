using System.Buffers.Binary;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Finds the messages of the PostgreSQL protocol, version 3 (type byte, length, body) in bytes that arrive in pieces.</summary>
/// <param name="firstIsUntyped">The first message of a client has no type byte; it is reported with type 0.</param>
/// <param name="observe">Told the type of each message and how its body starts, as soon as that has arrived.</param>
internal sealed class MessageScanner(bool firstIsUntyped, MessageObserver observe)
{
    private const int Header = 5;
    private const int MaxBodyStart = 16;
    private readonly byte[] _head = new byte[Header + MaxBodyStart];
    private int _count = firstIsUntyped ? 1 : 0;
    private int _skip;

    public void Scan(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = Math.Min(_skip > 0 ? _skip : Wanted - _count, bytes.Length);
            if (_skip > 0) _skip -= count;
            else Collect(bytes[..count]);
            bytes = bytes[count..];
        }
    }

    private int Wanted => _count < Header ? Header : Math.Min(MessageLength, _head.Length);

    /// <summary>The length on the wire counts itself, but not the type byte.</summary>
    private int MessageLength => 1 + BinaryPrimitives.ReadInt32BigEndian(_head.AsSpan(1));

    private void Collect(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_head.AsSpan(_count));
        _count += bytes.Length;
        if (_count < Header || _count < Wanted) return;

        observe((char)_head[0], _head.AsSpan(Header, _count - Header));
        _skip = MessageLength - _count;
        _count = 0;
    }
}

internal delegate void MessageObserver(char type, ReadOnlySpan<byte> bodyStart);
