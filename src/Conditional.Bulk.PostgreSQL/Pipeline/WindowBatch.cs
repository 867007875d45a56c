using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Statements that travel in one round trip, outside of EF's own commands.</summary>
internal sealed class WindowBatch : IAsyncDisposable
{
    private readonly DbContext _context;
    private readonly IRelationalConnection _connection;
    private readonly NpgsqlBatch _batch;
    private readonly List<WindowStep> _steps = [];
    private bool _endsWithTransactionId;

    public WindowBatch(DbContext context)
    {
        _context = context;
        _connection = context.GetService<IRelationalConnection>();
        var transaction = (NpgsqlTransaction)_connection.CurrentTransaction!.GetDbTransaction();
        _batch = new NpgsqlBatch((NpgsqlConnection)_connection.DbConnection, transaction);
        if (_connection.CommandTimeout is { } timeout) _batch.Timeout = timeout;
    }

    public bool IsEmpty => _steps.Count == 0;

    public IReadOnlyList<WindowStep> Steps => _steps;

    public void Add(string sql) => Add(new NpgsqlBatchCommand(sql));

    public void Add(NpgsqlBatchCommand command) => Add(new WindowStep(command));

    /// <summary>Adds the end of a savepoint: the items since its begin are written once the server has come so far.</summary>
    public void AddRelease(string sql) => Add(new WindowStep(new NpgsqlBatchCommand(sql)) { IsRelease = true });

    public void Add(ItemWrite item)
    {
        foreach (var (command, modification, returnsRow) in item.TakeStatements())
        {
            Add(new WindowStep(command) { Item = item, Modification = modification, ReturnsRow = returnsRow });
        }
    }

    /// <summary>Ends the batch with the query for the transaction's identity.</summary>
    public void AddTransactionIdQuery()
    {
        Add(PostgreSqlProvider.TransactionId);
        _endsWithTransactionId = true;
    }

    /// <summary>Executes the batch, and hands the values that the database generated to EF.</summary>
    /// <param name="prepared">Where the statements that the server prepared are kept; null to send them unprepared.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The transaction's identity, if the batch ends with the query for it.</returns>
    public async Task<string?> ExecuteAsync(PreparedStatements? prepared, CancellationToken cancellationToken)
    {
        var reader = await ExecuteReaderAsync(prepared, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            using var command = new NpgsqlCommand();
            var values = new RelationalDataReader();
            values.Initialize(_connection, command, reader, Guid.Empty, logger: null);
            foreach (var step in _steps.Where(step => step.ReturnsRow))
            {
                step.RequireRow(await reader.ReadAsync(cancellationToken).ConfigureAwait(false));
                step.Modification!.PropagateResults(values);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            }

            if (!_endsWithTransactionId) return null;

            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return reader.GetValue(0) as string;
        }
    }

    public async Task<NpgsqlDataReader> ExecuteReaderAsync(PreparedStatements? prepared, CancellationToken cancellationToken)
    {
        foreach (var command in _batch.BatchCommands)
        {
            if (UnsendableValues.Find(command.Parameters) is { } exception) throw exception;
        }

        PipelineLog.For(_context).Sending(_batch, _context.GetService<ILoggingOptions>());
        if (prepared is not null)
        {
            await _batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
            prepared.Add(this);
        }

        return await _batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _batch.DisposeAsync();

    private void Add(WindowStep step)
    {
        _steps.Add(step);
        _batch.BatchCommands.Add(step.Command);
    }
}
