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

    /// <summary>Writes the next items, at least one.</summary>
    /// <returns>How many.</returns>
    public async Task<int> WriteNextAsync(IReadOnlyList<WriteItem> items, int first, CancellationToken cancellationToken)
    {
        if (ItemRunner.TryRefuse(items[first], failures)) return 1;

        while (true)
        {
            var plan = Plan(items, first);
            if (plan.Asking < 2)
            {
                if (itemsPerWindow > 1) logger.WrittenAlone(first, first < _aloneUntil ? "its window was undone" : "the next item depends on it");
                await atOnce.WriteAsync(items[first], cancellationToken).ConfigureAwait(false);
                TryWith(2L * Math.Min(_limit, itemsPerWindow));
                return 1;
            }

            if (await TryWriteAsync(plan, first, cancellationToken).ConfigureAwait(false) is { } done) return done;
        }
    }

    public ValueTask DisposeAsync() => _savepoint.DisposeAsync();

    private void TryWith(long count) => _limit = (int)Math.Min(int.MaxValue, count);

    private WindowPlan Plan(IReadOnlyList<WriteItem> items, int first)
    {
        var plan = new WindowPlan(context, session, Math.Min(_limit, itemsPerWindow));
        for (var i = first; i >= _aloneUntil && i < items.Count && plan.TryAdd(items[i]); i++)
        {
        }

        return plan;
    }

    /// <returns>How many items have their outcome; null if the window was undone, or could not be opened, and is to be planned anew.</returns>
    private async Task<int?> TryWriteAsync(WindowPlan plan, int first, CancellationToken cancellationToken)
    {
        if (await TryOpenAsync(plan, first, cancellationToken).ConfigureAwait(false) is not { } window) return null;

        try
        {
            var done = await window.RunAsync(cancellationToken).ConfigureAwait(false);
            TransactionIdentity.Remember(transaction, session.TransactionId);
            if (done > 0) logger.WindowWritten(first, done);
            if (window.NextIsAlone) _aloneUntil = first + done + 1;
            TryWith(2L * (done < plan.Items.Count ? Math.Max(1, done) : Math.Min(_limit, itemsPerWindow)));
            return done == 0 ? null : done;
        }
        catch (WindowRestartException exception) when (!cancellationToken.IsCancellationRequested)
        {
            await session.UndoWindowAsync(CancellationToken.None).ConfigureAwait(false);
            window.Forget();
            logger.WindowUndone(exception.Message, first, plan.Items.Count);
            _aloneUntil = first + plan.Items.Count;
            _limit = 1;
            return null;
        }
    }

    /// <summary>Opens the window, and loads its rows.</summary>
    /// <returns>Null if something in the plan cannot be asked, locked or loaded together with the rest; the next window has half the items.</returns>
    private async Task<OpenWindow?> TryOpenAsync(WindowPlan plan, int first, CancellationToken cancellationToken)
    {
        var isOpen = false;
        try
        {
            var answers = await session.OpenWindowAsync(plan.Items.Count, [.. plan.Tables], plan.Targets, plan.Questions.Questions, cancellationToken)
                .ConfigureAwait(false);
            isOpen = true;
            var loads = await TargetLoads.LoadAsync(context, session, plan, answers.Targets, cancellationToken).ConfigureAwait(false);
            return new OpenWindow(context, session, saves, runner, graphs, failures, _savepoint, _commands, plan, answers, loads);
        }
        catch (CannotLockException refusal) when (!isOpen && !cancellationToken.IsCancellationRequested && _connection.State == ConnectionState.Open)
        {
            throw await provider.ExplainAsync(context, refusal, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfAnItem(exception, cancellationToken))
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

    private bool IsOfAnItem(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && _connection.State == ConnectionState.Open
        && exception is not CannotLockException
        && !failures.EndsTheCall(exception);
}
