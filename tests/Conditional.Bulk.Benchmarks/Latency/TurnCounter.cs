namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// Counts round trips and savepoints on one connection. A round trip begins when the client starts to send after all that it had
/// asked for was answered, so what is sent in one go counts once, however early the server starts to answer.
/// </summary>
internal sealed class TurnCounter
{
    private readonly Lock _lock = new();
    private readonly WireCounts _counts;
    private readonly MessageScanner _client;
    private readonly MessageScanner _server;
    private int _unanswered;
    private bool _clientWaits;
    private bool _answered;

    public TurnCounter(WireCounts counts)
    {
        _counts = counts;
        _client = new MessageScanner(firstIsUntyped: true, OnClientMessage);
        _server = new MessageScanner(firstIsUntyped: false, OnServerMessage);
    }

    public void Sent(ReadOnlySpan<byte> bytes)
    {
        lock (_lock) _client.Scan(bytes);
    }

    public void Answered(ReadOnlySpan<byte> bytes)
    {
        lock (_lock) _server.Scan(bytes);
    }

    /// <summary>Startup, Query and Sync are answered with ReadyForQuery; the end of COPY data is the rest of a Query.</summary>
    private void OnClientMessage(char type, ReadOnlySpan<byte> bodyStart)
    {
        if (_answered && type != 'X') _counts.AddRoundTrip();
        _answered = false;
        if (type is '\0' or 'Q' or 'S') _unanswered++;
        _clientWaits = type is '\0' or 'Q' or 'S' or 'c' or 'f';
    }

    private void OnServerMessage(char type, ReadOnlySpan<byte> bodyStart)
    {
        switch (type)
        {
            case 'C' when bodyStart.StartsWith("SAVEPOINT\0"u8):
                _counts.AddSavepoint();
                break;
            case 'Z':
                _unanswered--;
                _answered = _unanswered == 0 && _clientWaits;
                break;
            case 'G':
                // The server is ready for the data of COPY.
                _answered = true;
                break;
        }
    }
}

/// <summary>The totals over all connections of a proxy.</summary>
internal sealed class WireCounts
{
    private int _roundTrips;
    private int _savepoints;

    public int RoundTrips => Volatile.Read(ref _roundTrips);

    public int Savepoints => Volatile.Read(ref _savepoints);

    public void AddRoundTrip() => Interlocked.Increment(ref _roundTrips);

    public void AddSavepoint() => Interlocked.Increment(ref _savepoints);

    public void Clear() => (_roundTrips, _savepoints) = (0, 0);
}
