using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>One call on PostgreSQL. What belongs together travels in one round trip.</summary>
internal sealed class PostgreSqlSession(
    DbContext context, IDbContextTransaction transaction, NpgsqlBulkOptions npgsqlOptions, BulkOptions options) : WriteSession
{
    private readonly TransactionState _transaction = TransactionState.Of(transaction);
    private readonly TableLocks _tables = new();
    private readonly LiteralWriter _literal = new(context, npgsqlOptions.PrepareStatements, TransactionState.Of(transaction));
    private RunWriter? _runs;
    private WindowSavepoint? _window;
    private string? _transactionId;

    public override string? ObstacleToWindows =>
        npgsqlOptions.CheckDeferredConstraints ? $"{nameof(NpgsqlBulkOptions.CheckDeferredConstraints)} is on" : null;

    public override string? TransactionId => _transactionId;

    public override GateQuestion Question<TRow>(IQueryable<TRow> rows, bool locks) => SqlQuestion.Of(context, rows, locks);

    public override async Task<Answers> AskAsync(
        IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions, CancellationToken cancellationToken)
    {
        var inquiry = new Inquiry(context, targets, questions);
        if (inquiry.IsEmpty) return new Answers([], []);

        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            inquiry.AddTo(batch);
            var asksForId = _transactionId is null;
            if (asksForId) batch.Add(PostgreSqlProvider.TransactionId);
            try
            {
                var rows = await batch.SendAsync(cancellationToken).ConfigureAwait(false);
                await using (rows.ConfigureAwait(false))
                {
                    var answers = await inquiry.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                    if (asksForId) _transactionId = await rows.TextAsync(cancellationToken).ConfigureAwait(false);
                    return answers;
                }
            }
            catch (PostgresException exception)
                when (batch.FirstNotExecuted is { } position && inquiry.RefusalOf(batch.Statements[position], exception) is { } refusal)
            {
                throw refusal;
            }
        }
    }

    public override async Task<Answers> OpenWindowAsync(
        IReadOnlyList<ITable> tables,
        IReadOnlyList<TargetRow> targets,
        IReadOnlyList<GateQuestion> questions,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            // Made anew for each attempt, and before anything is sent: it runs code of the caller.
            var inquiry = new Inquiry(context, targets, questions);
            var opening = new WindowOpening(context, _transaction.NextWindow(), _window);
            try
            {
                return await OpenAsync(opening, _tables.Due(tables), inquiry, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException) when (opening.RefusedTable is { } refused && !cancellationToken.IsCancellationRequested)
            {
                // It is no table, say, or the role may write some of its columns only: the write itself will tell.
                _tables.Refuse(refused);
            }
        }
    }

    public override async Task UndoWindowAsync(CancellationToken cancellationToken)
    {
        if (_window is not { } window) return;

        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(window.Rollback);
            batch.Add(window.Release);
            await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        window.CountOut(_transaction);
        _window = null;
        _tables.GiveBack();
        _literal.LeaveWindow();
    }

    public override async Task WriteAsync(IReadOnlyList<RecordedItem> items, CancellationToken cancellationToken)
    {
        List<RecordedItem> writing = [.. items.Where(item => item.Commands.Count > 0)];
        if (writing.Count == 0) return;

        _window?.CountIn(_transaction);
        if (!await TryWriteByShapeAsync(writing, cancellationToken).ConfigureAwait(false))
        {
            await WriteLiterallyAsync(writing, ItemsPerSavepoint(items.Count), cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task AfterSaveAsync(DbContext context, CancellationToken cancellationToken) =>
        npgsqlOptions.CheckDeferredConstraints ? DeferredConstraints.CheckAsync(context, cancellationToken) : Task.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _literal.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Answers> OpenAsync(
        WindowOpening opening, IReadOnlyList<ITable> tables, Inquiry inquiry, CancellationToken cancellationToken)
    {
        try
        {
            var (answers, id) = await opening.RunAsync(tables, inquiry, _transactionId is null, cancellationToken).ConfigureAwait(false);
            _transactionId ??= id;
            _window = opening.Window;
            if (inquiry.Locks) _window.CountIn(_transaction);
            _tables.Take(tables);
            return answers;
        }
        catch when (opening.HasClosedTheOneBefore)
        {
            _window = null;
            throw;
        }
        finally
        {
            if (opening.HasClosedTheOneBefore) _literal.LeaveWindow();
        }
    }

    /// <summary>
    /// Items by shape, where savepoints are shared: on demand, or because so many of them would be more than other sessions can
    /// bear.
    /// </summary>
    private async Task<bool> TryWriteByShapeAsync(List<RecordedItem> items, CancellationToken cancellationToken)
    {
        if (ItemsPerSavepoint(items.Count) == 1) return false;

        _runs ??= new RunWriter(context, _transaction, (solo, token) => WriteLiterallyAsync(solo, itemsPerSavepoint: 1, token));
        _runs.TransactionId ??= _transactionId;
        var isWritten = await _runs.TryWriteAsync(items, options.ItemsPerSavepoint ?? int.MaxValue, isLiteralWelcome: true, cancellationToken)
            .ConfigureAwait(false);
        _transactionId ??= _runs.TransactionId;
        return isWritten;
    }

    private async Task WriteLiterallyAsync(IReadOnlyList<RecordedItem> items, int itemsPerSavepoint, CancellationToken cancellationToken)
    {
        var id = await _literal.WriteAsync(items, itemsPerSavepoint, _transactionId is null, cancellationToken).ConfigureAwait(false);
        _transactionId ??= id;
    }

    /// <summary>
    /// Each item its own savepoint, unless that makes more of them in the transaction than other sessions can bear: a guess is
    /// enough, since it changes no result.
    /// </summary>
    private int ItemsPerSavepoint(int items) =>
        options.ItemsPerSavepoint ?? (_transaction.HasRoomFor(items + 1) ? 1 : items);
}
