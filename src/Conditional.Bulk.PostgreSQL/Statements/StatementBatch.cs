using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Statements that travel in one round trip, outside of EF's own commands, on the connection of the private context and in its
/// transaction. Statements are never sent twice: those of a batch that failed are made anew.
/// </summary>
internal sealed class StatementBatch : IAsyncDisposable
{
    private readonly DbContext _context;
    private readonly IRelationalConnection _connection;
    private readonly NpgsqlBatch _batch;
    private readonly List<NpgsqlBatchCommand> _statements = [];
    private HashSet<NpgsqlBatchCommand>? _withConstants;

    public StatementBatch(DbContext context)
    {
        _context = context;
        _connection = context.GetService<IRelationalConnection>();
        var transaction = (NpgsqlTransaction)_connection.CurrentTransaction!.GetDbTransaction();
        _batch = new NpgsqlBatch((NpgsqlConnection)_connection.DbConnection, transaction);
        if (_connection.CommandTimeout is { } timeout) _batch.Timeout = timeout;
    }

    public bool IsEmpty => _statements.Count == 0;

    public IReadOnlyList<NpgsqlBatchCommand> Statements => _statements;

    /// <summary>Whether the connection has survived what happened to it.</summary>
    public bool IsConnected => _connection.DbConnection.State == System.Data.ConnectionState.Open;

    /// <summary>Whether the server has executed at least one of the statements.</summary>
    public bool IsBegun => _statements.Exists(IsExecuted);

    /// <summary>Whether the server has executed a statement that was sent. Of an error it says nothing more.</summary>
    public static bool IsExecuted(NpgsqlBatchCommand statement) => statement.StatementType != StatementType.Unknown;

    /// <summary>Adds a statement without parameters.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="endsPiece">Whether what follows is executed even if this statement, or those since the last such end,
    /// fail.</param>
    public NpgsqlBatchCommand Add(string sql, bool endsPiece = false) => Add(new NpgsqlBatchCommand(sql), endsPiece);

    public NpgsqlBatchCommand Add(NpgsqlBatchCommand statement, bool endsPiece = false)
    {
        // Without it, whether there is a barrier would depend on the batch, which has none.
        if (endsPiece) statement.AppendErrorBarrier = true;
        _statements.Add(statement);
        _batch.BatchCommands.Add(statement);
        return statement;
    }

    /// <summary>Adds a statement in whose SQL EF may have written values that it would not write to a log.</summary>
    public NpgsqlBatchCommand AddWithConstants(NpgsqlBatchCommand statement)
    {
        (_withConstants ??= []).Add(statement);
        return Add(statement);
    }

    /// <summary>Has the server prepare the statements that it has not prepared yet on this connection.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => _batch.PrepareAsync(cancellationToken);

    /// <summary>Sends the batch.</summary>
    /// <returns>The rows. An error of a statement is thrown by whatever comes to it: this method, or the reading of what is
    /// before it.</returns>
    /// <exception cref="ArgumentException">The driver cannot send a value of a parameter. Nothing was sent.</exception>
    public async Task<BatchRows> SendAsync(CancellationToken cancellationToken)
    {
        foreach (var statement in _statements)
        {
            if (UnsendableValues.Find(statement.Parameters) is { } exception) throw exception;
        }

        StatementLog.Sending(_context, _statements, _withConstants);
        return new BatchRows(_connection, await _batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Sends the batch, and waits until the last statement is executed. Rows are passed over.</summary>
    /// <exception cref="Exception">What the driver threw; where pieces have ends, several may have failed.</exception>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var rows = await SendAsync(cancellationToken).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false)) await rows.SkipAllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The statement that failed, and with it those behind it, in a batch whose pieces have no ends; null if all were executed.
    /// </summary>
    public int? FirstNotExecuted => _statements.FindIndex(statement => !IsExecuted(statement)) is >= 0 and var index ? index : null;

    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}
