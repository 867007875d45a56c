using System.Buffers;

namespace Conditional.Bulk.PostgreSQL.Tests;

/// <summary>One connection through a <see cref="PostgreSqlProxy"/>.</summary>
internal sealed class ProxyConnection(PostgreSqlProxy proxy, Stream client, Stream server, CancellationToken stopping)
{
    private const int CancelRequestCode = 80877102;
    private readonly MessageReader _client = new(client);
    private readonly MessageReader _server = new(server);
    private readonly Dictionary<string, string> _prepared = [];
    private readonly ArrayBufferWriter<byte> _request = new();
    private readonly ArrayBufferWriter<byte> _answer = new();
    private string _bound = "";

    public async Task RunAsync()
    {
        if (!await SetUpAsync()) return;

        while (await ReadTurnAsync() is { } turn)
        {
            var action = turn.Answers == 0 ? ProxyAction.Forward : proxy.Record(turn.Statements);
            if (action == ProxyAction.CutBeforeRequest) return;

            // The server may have to get rid of answers before it can take the rest of a long request.
            var sending = server.WriteAsync(_request.WrittenMemory, stopping);
            if (!await ReadAnswerAsync(turn.Answers, forward: action == ProxyAction.Forward)) return;

            await sending;
            if (action == ProxyAction.CutBeforeAnswer) return;
        }
    }

    /// <summary>Passes on the start of the connection, up to the first ReadyForQuery. False if that was all of it.</summary>
    private async Task<bool> SetUpAsync()
    {
        if (await _client.ReadAsync(typed: false, stopping) is not { } startup) return false;

        await server.WriteAsync(startup.Bytes, stopping);
        if (startup.Int32() == CancelRequestCode)
        {
            // The server closes the connection once it has sent the signal, and Npgsql waits for that.
            await _server.ReadAsync(typed: true, stopping);
            return false;
        }

        while (await _server.ReadAsync(typed: true, stopping) is { } message)
        {
            await client.WriteAsync(message.Bytes, stopping);
            if (message.Type == 'Z') return true;
            if (message.Type != 'R' || !AsksForResponse(message.Int32())) continue;
            if (await _client.ReadAsync(typed: true, stopping) is not { } response) return false;

            await server.WriteAsync(response.Bytes, stopping);
        }

        return false;

        // AuthenticationOk and SASLFinal ask for nothing.
        static bool AsksForResponse(int authentication) => authentication is not (0 or 12);
    }

    /// <summary>Collects what the client sends before it waits. Null if it has gone.</summary>
    private async Task<(List<string> Statements, int Answers)?> ReadTurnAsync()
    {
        var statements = new List<string>();
        var answers = 0;
        _request.ResetWrittenCount();
        while (await _client.ReadAsync(typed: true, stopping) is { } message)
        {
            _request.Write(message.Bytes.Span);
            switch (message.Type)
            {
                case 'Q':
                    statements.Add(message.Strings(1)[0]);
                    break;
                case 'P':
                    var parsed = message.Strings(2);
                    _prepared[parsed[0]] = parsed[1];
                    break;
                case 'B':
                    _bound = _prepared[message.Strings(2)[1]];
                    break;
                case 'E':
                    statements.Add(_bound);
                    break;
            }

            if (message.Type is 'Q' or 'S') answers++;
            if (message.Type == 'X' || (message.Type is 'Q' or 'S' && !_client.HasBuffered)) return (statements, answers);
        }

        return null;
    }

    private async Task<bool> ReadAnswerAsync(int answers, bool forward)
    {
        while (answers > 0)
        {
            if (await _server.ReadAsync(typed: true, stopping) is not { } message)
            {
                await FlushAsync();
                return false;
            }

            if (message.Type == 'Z') answers--;
            if (forward) _answer.Write(message.Bytes.Span);
            if (answers == 0 || !_server.HasBuffered) await FlushAsync();
        }

        return true;
    }

    private async Task FlushAsync()
    {
        await client.WriteAsync(_answer.WrittenMemory, stopping);
        _answer.ResetWrittenCount();
    }
}
