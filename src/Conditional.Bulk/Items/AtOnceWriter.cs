using System.Data;
using System.Data.Common;
using System.Runtime.ExceptionServices;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>
/// Writes an item at once, in its own savepoint: the items of single verbs, those that can be in no window, and the reference for all
/// others.
/// </summary>
/// <param name="context">The private context.</param>
/// <param name="transaction">The transaction.</param>
/// <param name="provider">Tells the transaction's identity.</param>
/// <param name="session">The provider's part of the call.</param>
/// <param name="saves">Where <c>SaveChanges</c> of the private context goes.</param>
/// <param name="runner">Runs the item.</param>
/// <param name="graphs">Told what has become the caller's.</param>
/// <param name="failures">Reads exceptions.</param>
/// <param name="currents">Looks for the rows that belong to failures.</param>
/// <param name="isWholeTransaction">
/// Whether the item is all that the transaction is for: its savepoint is not released then, since the COMMIT does that.
/// </param>
internal sealed class AtOnceWriter(
    DbContext context,
    IDbContextTransaction transaction,
    ConditionalBulkProvider provider,
    WriteSession session,
    ItemSaves saves,
    ItemRunner runner,
    GraphGuard graphs,
    FailureReader failures,
    CurrentRows currents,
    bool isWholeTransaction)
    : IAsyncDisposable
{
    private const int LockAttempts = 3;

    private readonly Savepoint _savepoint = new(transaction.GetDbTransaction(), "conditional_bulk_item");

    /// <summary>Asked for early: once a connection breaks, Npgsql's transaction is disposed and no longer tells it.</summary>
    private readonly DbConnection _connection = transaction.GetDbTransaction().Connection!;

    /// <summary>Writes one item, or leaves nothing of it behind.</summary>
    /// <param name="item">The item, which gets its outcome.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task. What it throws is an error of the whole call: no savepoint is rolled back then.</returns>
    public Task WriteAsync(WriteItem item, CancellationToken cancellationToken) => WriteAsync(item, isAgain: false, lost: null, cancellationToken);

    public ValueTask DisposeAsync() => _savepoint.DisposeAsync();

    /// <param name="item">The item.</param>
    /// <param name="isAgain">Whether the item was written before, and met an error that was nobody's.</param>
    /// <param name="lost">The violation by which the item's own row, missing before, turned out to be there; null at the first look.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task WriteAsync(WriteItem item, bool isAgain, Exception? lost, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        item.Restart();
        Exception? cause = null;
        await _savepoint.SetWithNextCommandAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RunAsync(item, lost, cancellationToken).ConfigureAwait(false);
            if (item.Failure is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await session.AfterSaveAsync(context, cancellationToken).ConfigureAwait(false);
                await KeepAsync(cancellationToken).ConfigureAwait(false);
                graphs.Returned(item.Graph);
                return;
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && _connection.State == ConnectionState.Open)
        {
            if (!failures.IsOfTheItem(exception))
            {
                if (exception is CannotLockException refusal) await ThrowExplainedAsync(refusal, cancellationToken).ConfigureAwait(false);
                throw;
            }

            cause = exception;
            if (failures.LoadsCurrent) item.Refused = RefusedRow.Of(context, exception);
        }
        finally
        {
            saves.Identity = null;
            saves.Forget();
            context.ChangeTracker.Clear();
        }

        await RollBackAsync(item, cause).ConfigureAwait(false);
        if (cause is null)
        {
            await FindCurrentAsync(item, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!isAgain && failures.IsNobodys(cause))
        {
            await provider.ForgetPreparedStatementsAsync(context, cancellationToken).ConfigureAwait(false);
            await WriteAsync(item, isAgain: true, lost, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (lost is null && await failures.IsLostRaceAsync(context, item, cause, cancellationToken).ConfigureAwait(false))
        {
            await WriteAsync(item, isAgain, lost: cause, cancellationToken).ConfigureAwait(false);
            return;
        }

        item.Failure = await failures.ReadAsync(context, item, cause, cancellationToken).ConfigureAwait(false);
        await FindCurrentAsync(item, cancellationToken).ConfigureAwait(false);
    }

    private async Task FindCurrentAsync(WriteItem item, CancellationToken cancellationToken)
    {
        if (item.Search is null) return;

        await currents.FindAsync([item], locks: true, cancellationToken).ConfigureAwait(false);
        currents.Complete(item);
    }

    /// <summary>Locks and gate travel together; then the target is loaded.</summary>
    private async Task RunAsync(WriteItem item, Exception? lost, CancellationToken cancellationToken)
    {
        IReadOnlyList<TargetRow> targets = item.Target is { } row ? [row] : [];
        var pool = new QuestionPool();
        var questions = ItemQuestions.Of(item, context, session, pool);

        // The first condition is asked in any case; what the others read is locked only if it comes to them.
        IReadOnlyList<GateQuestion> first = [.. pool.Questions.Take(1)];
        var answers = await AskAsync(item, targets, first, cancellationToken).ConfigureAwait(false);

        var target = item.Target is null ? null : await item.LoadAsync(context, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; target is not null && answers.Targets is [false]; attempt++)
        {
            // Two statements, two snapshots: the row has come between the lock and the load. Or the lock does not see it.
            if (attempt == LockAttempts) throw NotLocked(item);

            context.ChangeTracker.Clear();
            answers = await AskAsync(item, targets, first, cancellationToken).ConfigureAwait(false);
            target = await item.LoadAsync(context, cancellationToken).ConfigureAwait(false);
        }

        if (lost is not null && target is null)
        {
            await RefuseAsync(item, isThere: answers.Targets is [true], lost, cancellationToken).ConfigureAwait(false);
            return;
        }

        LearnIdentity();
        var gate = new GateAnswers(session, questions, answers.Exists, target is not null);
        await runner.RunAsync(item, gate, target, static () => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The row that was in the way is not to be seen: a query filter hides it, or it is gone again. The violation is the item's failure then, unless
    /// this transaction sees nothing that was committed after its begin.
    /// </summary>
    private async Task RefuseAsync(WriteItem item, bool isThere, Exception lost, CancellationToken cancellationToken)
    {
        if (!isThere && await session.FindConflictAsync(cancellationToken).ConfigureAwait(false) is { } conflict)
        {
            ExceptionDispatchInfo.Throw(conflict);
        }

        item.BackToCreate();
        item.Failure = await failures.ReadAsync(context, item, lost, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The answers; those to the questions are missing where they have to be asked one by one.</returns>
    private async Task<Answers> AskAsync(
        WriteItem item, IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions, CancellationToken cancellationToken)
    {
        if (targets.Count == 0 && questions.Count == 0) return new Answers(null, []);

        item.Stage = targets.Count == 0 ? WriteStage.Gate : WriteStage.Target;
        try
        {
            return await session.AskAsync(targets, questions, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            targets.Count + questions.Count > 1 && questions.Count > 0 && !cancellationToken.IsCancellationRequested
            && _connection.State == ConnectionState.Open && failures.IsOfTheItem(exception))
        {
            // Which one was it, and would the gate have come to that one?
            await _savepoint.RollbackAsync().ConfigureAwait(false);
            await _savepoint.SetAsync(cancellationToken).ConfigureAwait(false);
            return targets.Count == 0
                ? new Answers(null, [])
                : await session.AskAsync(targets, [], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the savepoint, unless the COMMIT is to do that; the first item brings the transaction's identity along.</summary>
    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        LearnIdentity();
        if (isWholeTransaction) return;

        await TransactionIdentity.ReleaseAsync(_savepoint, transaction, provider, cancellationToken).ConfigureAwait(false);
    }

    private void LearnIdentity()
    {
        if (session.TransactionId is { } id)
        {
            TransactionIdentity.Remember(transaction, id);
        }
        else if (isWholeTransaction && provider.TransactionIdQuery is { } query)
        {
            saves.Identity = (query, value => TransactionIdentity.Remember(transaction, value));
        }
    }

    /// <summary>Only a session that is usable again can be asked why it was refused.</summary>
    private async Task ThrowExplainedAsync(CannotLockException refusal, CancellationToken cancellationToken)
    {
        await _savepoint.RollbackAsync().ConfigureAwait(false);
        ExceptionDispatchInfo.Throw(await provider.ExplainAsync(context, refusal, cancellationToken).ConfigureAwait(false));
    }

    private async Task RollBackAsync(WriteItem item, Exception? cause)
    {
        try
        {
            await _savepoint.RollbackAsync().ConfigureAwait(false);
        }
        catch (InvalidOperationException) when (_connection.State == ConnectionState.Open)
        {
            // The driver does not even ask the database: SQLite's ON CONFLICT ROLLBACK has ended the transaction.
            throw new InvalidOperationException(
                $"Item {item.Index} failed, and its error ended the whole transaction. The inner exception is that error.",
                cause ?? item.Failure!.Exception);
        }
    }

    private static CannotLockException NotLocked(WriteItem item) => new(
        $"The '{item.Name}' to write is found by the query that loads it, but not by the statement that locks it: row security has no policy "
        + "by which this role may update the row.");
}
