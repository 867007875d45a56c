using System.Buffers.Binary;
using System.Text;

namespace Conditional.Bulk.PostgreSQL.Tests;

/// <summary>Reads the messages of the PostgreSQL protocol, version 3: a type byte, the length, the body.</summary>
internal sealed class MessageReader(Stream stream)
{
    private const int LengthSize = 4;
    private const int MaxMessage = 64 * 1024 * 1024;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Whether more bytes have arrived than were read.</summary>
    public bool HasBuffered => _end > _start;

    /// <summary>
    /// The next message with its header, valid until the next read; null at the end of the stream. All have a type byte but the
    /// first of a connection.
    /// </summary>
    public async Task<WireMessage?> ReadAsync(bool typed, CancellationToken cancellationToken)
    {
        var typeSize = typed ? 1 : 0;
        if (!await FillAsync(typeSize + LengthSize, cancellationToken)) return null;

        var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + typeSize));
        if (length is < LengthSize or > MaxMessage) throw new InvalidDataException($"A message of {length} bytes.");
        if (!await FillAsync(typeSize + length, cancellationToken)) return null;

        var message = new WireMessage(
            typed ? (char)_buffer[_start] : '\0', _buffer.AsMemory(_start, typeSize + length), typeSize + LengthSize);
        _start += typeSize + length;
        return message;
    }

    private async Task<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        if (_buffer.Length - _start < count) MakeRoom(count);
        while (_end - _start < count)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0) return false;

            _end += read;
        }

        return true;
    }

    private void MakeRoom(int count)
    {
        var buffer = count > _buffer.Length ? new byte[Math.Max(count, 2 * _buffer.Length)] : _buffer;
        Buffer.BlockCopy(_buffer, _start, buffer, 0, _end - _start);
        (_buffer, _start, _end) = (buffer, 0, _end - _start);
    }
}

/// <summary>One message: its type, all its bytes, and where the body starts.</summary>
internal readonly record struct WireMessage(char Type, ReadOnlyMemory<byte> Bytes, int BodyStart)
{
    /// <summary>The first <paramref name="count"/> zero-terminated strings of the body.</summary>
    public string[] Strings(int count)
    {
        var body = Bytes.Span[BodyStart..];
        var strings = new string[count];
        for (var i = 0; i < count; i++)
        {
            var end = body.IndexOf((byte)0);
            strings[i] = Encoding.UTF8.GetString(body[..end]);
            body = body[(end + 1)..];
        }

        return strings;
    }

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Bytes.Span[BodyStart..]);
}
