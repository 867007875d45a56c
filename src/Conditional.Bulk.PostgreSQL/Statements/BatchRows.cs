using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// The rows that the statements of a batch return, statement by statement; those that return none are passed over. Whoever reads
/// a row and cannot make anything of it goes on to the end: an error that is thrown through the end of the reading would be
/// replaced by that of a later statement. https://github.com/npgsql/npgsql/issues/4895
/// </summary>
internal sealed class BatchRows : IAsyncDisposable
{
    private readonly NpgsqlDataReader _reader;
    private readonly NpgsqlCommand _command = new();

    public BatchRows(IRelationalConnection connection, NpgsqlDataReader reader)
    {
        _reader = reader;
        Values = new RelationalDataReader();
        Values.Initialize(connection, _command, reader, Guid.Empty, logger: null);
    }

    /// <summary>The driver's reader.</summary>
    public NpgsqlDataReader Reader => _reader;

    /// <summary>EF's view of the driver's reader.</summary>
    public RelationalDataReader Values { get; }

    /// <summary>Goes to the next row of the statement at hand.</summary>
    public Task<bool> NextRowAsync(CancellationToken cancellationToken) => _reader.ReadAsync(cancellationToken);

    /// <summary>Goes to the next statement that returns rows.</summary>
    public Task<bool> NextStatementAsync(CancellationToken cancellationToken) => _reader.NextResultAsync(cancellationToken);

    /// <summary>Whether the statement at hand has a row; goes to the next statement then.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        var any = await NextRowAsync(cancellationToken).ConfigureAwait(false);
        await NextStatementAsync(cancellationToken).ConfigureAwait(false);
        return any;
    }

    /// <summary>The text in the one row of the statement at hand; goes to the next statement then.</summary>
    public async Task<string?> TextAsync(CancellationToken cancellationToken)
    {
        var text = await NextRowAsync(cancellationToken).ConfigureAwait(false) ? _reader.GetValue(0) as string : null;
        await NextStatementAsync(cancellationToken).ConfigureAwait(false);
        return text;
    }

    public async Task SkipAllAsync(CancellationToken cancellationToken)
    {
        while (await NextStatementAsync(cancellationToken).ConfigureAwait(false))
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync().ConfigureAwait(false);
        await _command.DisposeAsync().ConfigureAwait(false);
    }
}
