using System.Data;
using System.Data.Common;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Conditional.Bulk;

/// <summary>Writes the items of a call in order: in windows, and at once what can be in none.</summary>
internal sealed class BatchWriter(
    DbContext context,
    IDbContextTransaction transaction,
    ConditionalBulkProvider provider,
    WriteSession session,
    ItemSaves saves,
    AtOnceWriter atOnce,
    ItemRunner runner,
    GraphGuard graphs,
    FailureReader failures,
    CurrentRows currents,
    ILogger logger,
    int itemsPerWindow)
    : IAsyncDisposable
{
    private readonly DbConnection _connection = transaction.GetDbTransaction().Connection!;
    private readonly Savepoint _savepoint = new(transaction.GetDbTransaction(), "conditional_bulk_item");
    private readonly CommandRecorder _commands = new(context);

    /// <summary>How many items the next window is tried with: fewer after one that had to end early, and up again from there.</summary>
    private int _limit = int.MaxValue;

    /// <summary>The items before this one are written at once.</summary>
    private int _aloneUntil;

    /// <summary>
    /// No window that begins before this item goes beyond it: with the item before it, more have failed than are tolerated, or the row that
    /// belongs to its failure has to be loaded in its place.
    /// </summary>
    private int _end;

    /// <summary>The item that is in no window: what became of it in one may have come of the others.</summary>
    private int _alone = -1;

    /// <summary>The items whose row has come while they were to create it.</summary>
    private readonly HashSet<int> _lostRaces = [];

    /// <summary>Writes the next items, at least one.</summary>
    /// <param name="items">The items of the call.</param>
    /// <param name="first">The next of them.</param>
    /// <param name="failuresLeft">How many of them may fail: nothing is kept of what comes after one more failure.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many.</returns>
    public async Task<int> WriteNextAsync(
        IReadOnlyList<WriteItem> items, int first, int failuresLeft, CancellationToken cancellationToken)
    {
        if (ItemRunner.TryRefuse(items[first], failures)) return 1;

        while (true)
        {
            var plan = Plan(items, first);
            if (plan.Asking < 2)
            {
                if (itemsPerWindow > 1) logger.WrittenAlone(first, first < _aloneUntil || first < _end || first == _alone ? "its window was undone" : "the next item depends on it");
                await atOnce.WriteAsync(items[first], cancellationToken).ConfigureAwait(false);
                TryWith(2L * Math.Min(_limit, itemsPerWindow));
                return 1;
            }

            if (await TryWriteAsync(plan, first, failuresLeft, cancellationToken).ConfigureAwait(false) is { } done) return done;
        }
    }

    public ValueTask DisposeAsync() => _savepoint.DisposeAsync();

    private void TryWith(long count) => _limit = (int)Math.Min(int.MaxValue, count);

    private WindowPlan Plan(IReadOnlyList<WriteItem> items, int first)
    {
        var plan = new WindowPlan(context, session, Math.Min(_limit, itemsPerWindow));
        var end = first < _end ? _end : items.Count;
        for (var i = first; i >= _aloneUntil && i < end && i != _alone && plan.TryAdd(items[i]); i++)
        {
        }

        return plan;
    }

    /// <returns>How many items have their outcome; null if the window was undone, or could not be opened, and is to be planned anew.</returns>
    private async Task<int?> TryWriteAsync(WindowPlan plan, int first, int failuresLeft, CancellationToken cancellationToken)
    {
        var isLimited = failuresLeft < plan.Items.Count;
        if (await TryOpenAsync(plan, first, isLimited, cancellationToken).ConfigureAwait(false) is not { } window) return null;

        try
        {
            var ran = await window.RunAsync(failuresLeft, cancellationToken).ConfigureAwait(false);
            TransactionIdentity.Remember(transaction, session.TransactionId);
            var done = Tolerated(plan, ran, failuresLeft);
            if (plan.Items.Take(ran).Skip(done).Any(planned => planned.Item.Failure is null))
            {
                await UndoAsync(window, plan, first, "more of its items failed than are tolerated").ConfigureAwait(false);
                _end = first + done;
                return null;
            }

            if (await window.FindCurrentAsync(done, cancellationToken).ConfigureAwait(false) is { } overwritten)
            {
                await UndoAsync(window, plan, first, "the current row of a failed item was written by a later item").ConfigureAwait(false);
                _end = first + overwritten + 1;
                return null;
            }

            if (done > 0) logger.WindowWritten(first, done);
            if (window.NextIsAlone) _aloneUntil = first + done + 1;
            TryWith(2L * (done < plan.Items.Count ? Math.Max(1, done) : Math.Min(_limit, itemsPerWindow)));
            return done == 0 ? null : done;
        }
        catch (ItemInDoubtException exception) when (!cancellationToken.IsCancellationRequested)
        {
            await UndoAsync(window, plan, first, exception.Message).ConfigureAwait(false);

            // Once more with the rows that are there now, whose locks the next window takes in order; then by itself.
            if (!exception.IsLostRace || !_lostRaces.Add(exception.Index)) _alone = exception.Index;
            return null;
        }
        catch (WindowRestartException exception) when (!cancellationToken.IsCancellationRequested)
        {
            await UndoAsync(window, plan, first, exception.Message).ConfigureAwait(false);
            _aloneUntil = first + plan.Items.Count;
            _limit = 1;
            return null;
        }
    }

    private async Task UndoAsync(OpenWindow window, WindowPlan plan, int first, string reason)
    {
        await session.UndoWindowAsync(CancellationToken.None).ConfigureAwait(false);
        window.Forget();
        logger.WindowUndone(reason, first, plan.Items.Count);
    }

    /// <returns>How many of the items come up to the failure that is one too many, with it.</returns>
    private static int Tolerated(WindowPlan plan, int ran, int failuresLeft)
    {
        for (var i = 0; i < ran; i++)
        {
            if (plan.Items[i].Item.Failure is not null && --failuresLeft < 0) return i + 1;
        }

        return ran;
    }

    /// <summary>Opens the window, and loads its rows.</summary>
    /// <returns>Null if something in the plan cannot be asked, locked or loaded together with the rest; the next window has half the items.</returns>
    private async Task<OpenWindow?> TryOpenAsync(WindowPlan plan, int first, bool isLimited, CancellationToken cancellationToken)
    {
        var isOpen = false;
        try
        {
            var answers = await session.OpenWindowAsync(plan.Items.Count, [.. plan.Tables], plan.Targets, plan.Questions.Questions, cancellationToken)
                .ConfigureAwait(false);
            isOpen = true;
            var loads = await TargetLoads.LoadAsync(context, session, plan, answers.Targets, cancellationToken).ConfigureAwait(false);
            return new OpenWindow(context, session, saves, runner, graphs, failures, currents, _savepoint, _commands, plan, answers, loads);
        }
        catch (CannotLockException refusal) when (
            !isOpen && !isLimited && !cancellationToken.IsCancellationRequested && _connection.State == ConnectionState.Open)
        {
            throw await provider.ExplainAsync(context, refusal, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfAnItem(exception, isLimited, cancellationToken))
        {
            if (isOpen) await session.UndoWindowAsync(CancellationToken.None).ConfigureAwait(false);
            logger.WindowUndone(exception.GetType().Name, first, plan.Items.Count);
            _limit = plan.Items.Count / 2;
            return null;
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = true;
            context.ChangeTracker.Clear();
        }
    }

    /// <summary>A row that cannot be locked ends the call, unless the batch stops before its item.</summary>
    private bool IsOfAnItem(Exception exception, bool isLimited, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && _connection.State == ConnectionState.Open
        && (isLimited || exception is not CannotLockException)
        && !failures.EndsTheCall(exception);
}
