using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// One attempt to open a window in one round trip: its savepoint, locks of the tables, what the catalogue says of them, locks of rows, and questions. What it
/// undoes when that fails is what the server has done, and nothing else: a value that the driver could not send has left nothing
/// to undo.
/// </summary>
internal sealed class WindowOpening
{
    private readonly DbContext _context;
    private readonly string _savepoint;
    private readonly WindowSavepoint? _before;
    private readonly StatementBatch _batch;
    private readonly List<(NpgsqlBatchCommand Statement, ITable Table)> _tableLocks = [];
    private NpgsqlBatchCommand? _release;
    private NpgsqlBatchCommand? _set;

    public WindowOpening(DbContext context, string savepoint, WindowSavepoint? before)
    {
        (_context, _savepoint, _before) = (context, savepoint, before);
        _batch = new StatementBatch(context);
    }

    /// <summary>Whether the server has closed the window before.</summary>
    public bool HasClosedTheOneBefore => _release is not null && StatementBatch.IsExecuted(_release);

    /// <summary>The window, once it is open.</summary>
    public WindowSavepoint Window => new(_savepoint);

    /// <summary>The table whose lock the server refused; null if it did something else.</summary>
    public ITable? RefusedTable { get; private set; }

    /// <summary>Opens the window.</summary>
    /// <param name="tables">The tables to lock: the lock is that of a write, and keeps their definitions as they are.</param>
    /// <param name="askCatalogue">Adds what is asked of the catalogue, once the tables are locked.</param>
    /// <param name="inquiry">What is locked and asked.</param>
    /// <param name="asksForId">Whether the transaction's identity is asked for.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answers, and the identity.</returns>
    /// <exception cref="Exception">It is not open, and the transaction is as it was but for the window before, which may be
    /// closed.</exception>
    public async Task<(Answers Answers, string? TransactionId)> RunAsync(
        IEnumerable<ITable> tables,
        Func<StatementBatch, IReadOnlyList<CatalogueQuestion>> askCatalogue,
        Inquiry inquiry,
        bool asksForId,
        CancellationToken cancellationToken)
    {
        try
        {
            await using (_batch.ConfigureAwait(false))
            {
                AddLocks(tables);
                var catalogue = askCatalogue(_batch);
                inquiry.AddTo(_batch);
                if (asksForId) _batch.Add(PostgreSqlProvider.TransactionId);

                var rows = await _batch.SendAsync(cancellationToken).ConfigureAwait(false);
                await using (rows.ConfigureAwait(false))
                {
                    foreach (var question in catalogue) await question.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                    var answers = await inquiry.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                    return (answers, asksForId ? await rows.TextAsync(cancellationToken).ConfigureAwait(false) : null);
                }
            }
        }
        catch (Exception exception)
        {
            await UndoAsync().ConfigureAwait(false);
            if (_batch.IsBegun && _batch.FirstNotExecuted is { } position) Explain(_batch.Statements[position], exception, inquiry);
            throw;
        }
    }

    private void AddLocks(IEnumerable<ITable> tables)
    {
        if (_before is not null) _release = _batch.Add(_before.Release);
        _set = _batch.Add(WindowSavepoint.SetOf(_savepoint));

        var sql = _context.GetService<ISqlGenerationHelper>();
        var ordered = tables.OrderBy(table => table.Schema, StringComparer.Ordinal).ThenBy(table => table.Name, StringComparer.Ordinal);
        foreach (var table in ordered)
        {
            _tableLocks.Add((_batch.Add($"LOCK TABLE {sql.DelimitIdentifier(table.Name, table.Schema)} IN ROW EXCLUSIVE MODE"), table));
        }
    }

    /// <summary>Never cancelled: half a rollback would leave an aborted transaction behind.</summary>
    private async Task UndoAsync()
    {
        if (_set is null || !StatementBatch.IsExecuted(_set) || !_batch.IsConnected) return;

        var batch = new StatementBatch(_context);
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(Window.Rollback);
            batch.Add(Window.Release);
            await batch.ExecuteAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Explain(NpgsqlBatchCommand refused, Exception exception, Inquiry inquiry)
    {
        if (exception is not PostgresException answer || SqlStates.EndsTheCall(answer)) return;

        RefusedTable = _tableLocks.Find(tableLock => tableLock.Statement == refused).Table;
        if (inquiry.RefusalOf(refused, exception) is { } refusal) throw refusal;
    }
}
