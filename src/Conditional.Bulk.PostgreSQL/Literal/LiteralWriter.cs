using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Writes items statement by statement, in as few round trips as failures allow: <c>SAVEPOINT</c>, the item's statements,
/// <c>RELEASE</c>, item after item. At an error the server stops; the next batch opens with the rollback of that item, and goes
/// on behind it.
/// </summary>
internal sealed class LiteralWriter(DbContext context, bool prepares, TransactionState transaction) : IDisposable
{
    private const string SetPreparation = "SAVEPOINT conditional_bulk_preparation";
    private const string ReleasePreparation = "RELEASE SAVEPOINT conditional_bulk_preparation";
    private const string RollbackPreparation = "ROLLBACK TO SAVEPOINT conditional_bulk_preparation";

    private readonly LiteralStatements _statements = new();
    private readonly PreparedTexts? _prepared = prepares ? new() : null;
    private Pace _pace = new(1);
    private int _itemsPerSavepoint = 1;

    /// <summary>
    /// What the transaction needs before anything else is sent. Releases may wait for the next write of the window, or its end.
    /// </summary>
    private List<string> _due = [];

    public LiteralStatements Statements => _statements;

    public Pace Pace => _pace;

    public bool IsRollbackDue => _due.Exists(sql => sql is ItemSavepoint.Rollback or ItemSavepoint.RollbackBatch);

    /// <summary>Writes items.</summary>
    /// <param name="items">The items, in order.</param>
    /// <param name="itemsPerSavepoint">At most this many share a savepoint while all of them succeed.</param>
    /// <param name="asksForId">Whether the transaction's identity is wanted.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The identity, if it was wanted and learnt.</returns>
    public async Task<string?> WriteAsync(
        IReadOnlyList<RecordedItem> items, int itemsPerSavepoint, bool asksForId, CancellationToken cancellationToken)
    {
        if (itemsPerSavepoint != _itemsPerSavepoint) _pace = new Pace(_itemsPerSavepoint = itemsPerSavepoint);
        var queue = new LiteralQueue(this, items, asksForId);
        await queue.RunAsync(cancellationToken).ConfigureAwait(false);
        return queue.TransactionId;
    }

    /// <summary>Says that the window that was written in is closed or undone: what was due in it is done.</summary>
    public void LeaveWindow() => _due = [];

    public void Owe(params string[] statements) => _due.AddRange(statements);

    public void Count(int savepoints) => transaction.Count(savepoints);

    /// <summary>Has the statements planned anew.</summary>
    public void ForgetPlans() => _prepared?.Forget();

    /// <summary>Sends what is due, then a batch of items.</summary>
    /// <returns>The error of the item at which the server stopped; null if it executed everything.</returns>
    /// <exception cref="UnsentException">The driver could not send a value; nothing was sent.</exception>
    public async Task<Exception?> SendAsync(LiteralBatch items, bool asksForId, CancellationToken cancellationToken)
    {
        if (_prepared is not null) await PrepareAheadAsync(_prepared, items, asksForId, cancellationToken).ConfigureAwait(false);

        var batch = Compose(items, asksForId);
        await using (batch.ConfigureAwait(false))
        {
            Exception? error;
            try
            {
                if (_prepared?.Allow(batch.Statements) is true) await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
                error = await items.SendAsync(batch, asksForId, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
                when (exception is not (NpgsqlException or OperationCanceledException) && batch is { IsBegun: false, IsConnected: true })
            {
                throw new UnsentException(exception);
            }

            _due = [];
            if (error is null) return null;

            if (cancellationToken.IsCancellationRequested
                || items.Stopped is null
                || (error is PostgresException answer && SqlStates.EndsTheCall(answer)))
            {
                ServerErrors.Throw(error, cancellationToken);
            }

            return error;
        }
    }

    /// <summary>Sends what is due.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var sql in _due) batch.Add(sql);
            await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            _due = [];
        }
    }

    public void Dispose() => _statements.Dispose();

    private StatementBatch Compose(LiteralBatch items, bool asksForId)
    {
        var batch = new StatementBatch(context);
        foreach (var sql in _due) batch.Add(sql);
        foreach (var statement in items.Statements()) batch.Add(statement);
        if (asksForId) batch.Add(PostgreSqlProvider.TransactionId);
        return batch;
    }

    /// <summary>
    /// Prepares what is not prepared yet, in one round trip more. An aborted transaction prepares nothing, and a statement that
    /// cannot be prepared aborts it.
    /// </summary>
    private async Task PrepareAheadAsync(
        PreparedTexts prepared, LiteralBatch items, bool asksForId, CancellationToken cancellationToken)
    {
        IReadOnlyList<NpgsqlBatchCommand> lacking;
        var batch = Compose(items, asksForId);
        await using (batch.ConfigureAwait(false)) lacking = prepared.LackingOf(batch.Statements);
        if (lacking.Count == 0) return;

        Owe(SetPreparation);
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        Owe(ReleasePreparation);
        var preparation = new StatementBatch(context);
        await using (preparation.ConfigureAwait(false))
        {
            foreach (var statement in lacking) preparation.Add(statement);
            try
            {
                await preparation.PrepareAsync(cancellationToken).ConfigureAwait(false);
                prepared.Add(lacking);
            }
            catch (PostgresException) when (!cancellationToken.IsCancellationRequested)
            {
                // Whose fault it is, the execution tells.
                prepared.Refuse(lacking);
                _due = [RollbackPreparation, ReleasePreparation];
            }
        }
    }
}
