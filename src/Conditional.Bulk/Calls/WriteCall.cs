using System.Data;
using System.Data.Common;
using System.Transactions;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>
/// One call of a verb: its transaction, its own or the caller's, around the items. Either every result is returned and what it
/// says is in the database, or it throws and nothing of the call is left.
/// </summary>
internal sealed class WriteCall<TContext>(
    TContext caller,
    PrivateContext<TContext> privateContext,
    ConditionalBulkProvider provider,
    IReadOnlyList<WriteItem> items,
    BulkOptions options)
    where TContext : DbContext
{
    private const int DefaultItemsPerWindow = 1000;

    private readonly CallerContext _callerContext = CallerContext.Of(caller);
    private readonly FailureReader _failures = FailureReader.For(caller, provider, options.LoadCurrent is true);

    /// <summary>Runs the call: each item has its outcome when the task ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var turn = _callerContext.EnterVerb();
        RefuseAmbientTransaction();
        _callerContext.RequireBoundTransaction();
        cancellationToken.ThrowIfCancellationRequested();
        privateContext.Prepare();
        if (TryRefuseAll()) return;

        if (caller.Database.CurrentTransaction is { } joined)
        {
            await RunJoinedAsync(joined, cancellationToken).ConfigureAwait(false);
            return;
        }

        await caller.Database.CreateExecutionStrategy().ExecuteAsync(RunOwnAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where no gate depends on the database, there is nothing that a transaction would be for.</summary>
    private bool TryRefuseAll()
    {
        if (!items.All(item => item.IsRefusedUnasked)) return false;

        foreach (var item in items) ItemRunner.TryRefuse(item, _failures);
        if (options.MaxFailures is { } limit && limit < items.Count - 1) NotAttempted(limit + 1);
        for (var done = 1; done <= items.Count; done++) options.Progress?.Report(new BulkProgress(done, 0, done, items.Count));
        return true;
    }

    private async Task RunOwnAsync(CancellationToken cancellationToken)
    {
        // Begun on the caller's context, so that what a spec reads through that context sees the transaction, too.
        var transaction = await caller.Database.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken)
            .ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await WriteItemsAsync(transaction, isOwn: true, cancellationToken).ConfigureAwait(false);

            // Of a single item that failed nothing is there to be committed.
            if (items is [{ Failure: not null }]) await transaction.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
            else await transaction.CommitWritesAsync(provider, _failures).ConfigureAwait(false);
        }
    }

    private async Task RunJoinedAsync(IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        var connection = JoinedConnection.Of(transaction);
        try
        {
            await provider.PrepareJoinedAsync(caller, cancellationToken).ConfigureAwait(false);
            await RunInSavepointAsync(transaction, connection, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (JoinedConnection.WasLost(connection, exception))
        {
            throw JoinedConnection.Lost(exception);
        }
    }

    private async Task RunInSavepointAsync(
        IDbContextTransaction transaction, DbConnection connection, CancellationToken cancellationToken)
    {
        var call = new Savepoint(transaction.GetDbTransaction(), "conditional_bulk_call");
        await using (call.ConfigureAwait(false))
        {
            // Not with the caller's token: a cancelled SAVEPOINT would abort a transaction that is not ours to lose.
            await call.SetAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                await WriteItemsAsync(transaction, isOwn: false, cancellationToken).ConfigureAwait(false);
                await call.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                await UndoAsync(call, connection, exception).ConfigureAwait(false);
                throw;
            }
        }
    }

    private async Task WriteItemsAsync(IDbContextTransaction transaction, bool isOwn, CancellationToken cancellationToken)
    {
        var dbTransaction = transaction.GetDbTransaction();
        var connection = dbTransaction.Connection!;
        foreach (var item in items) item.Reset();
        try
        {
            var joined = await privateContext.JoinAsync(dbTransaction, cancellationToken).ConfigureAwait(false);
            await using (joined.ConfigureAwait(false))
            {
                var session = provider.CreateSession(joined.Context, transaction, options);
                await using (session.ConfigureAwait(false))
                {
                    RequireLockableGates(joined.Context, session);
                    await WriteItemsAsync(joined.Context, transaction, session, isOwn, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception)
        {
            await privateContext.DisposeAsync().ConfigureAwait(false);
            if (!cancellationToken.IsCancellationRequested) throw;

            // Drivers report a cancelled statement in many ways; the caller waits for one, with its own token.
            throw new OperationCanceledException(
                connection.State == ConnectionState.Open
                    ? "The call was cancelled, and nothing of it is kept."
                    : "The call was cancelled, and the driver had to break the connection for it: its transaction is gone.",
                exception,
                cancellationToken);
        }
    }

    /// <summary>All gates before any item: a gate that cannot be held is a mistake of the caller, not a result.</summary>
    private void RequireLockableGates(DbContext context, WriteSession session)
    {
        if (!provider.LocksGates) return;

        var known = new HashSet<GateSignature>(GateSignatureComparer.SameSql).GetAlternateLookup<ReadOnlySpan<object?>>();
        var reader = new GateReader();
        foreach (var item in items)
        {
            foreach (var leaf in item.Gate?.Leaves ?? [])
            {
                if (!leaf.Locks) continue;

                // A condition that runs code is looked at in its item's turn, when that code runs.
                leaf.Read(reader);
                if (reader.IsKnown ? !known.Add(reader.Parts) : reader.RunsCode) continue;

                try
                {
                    leaf.Ask(session, context, item.Target);
                }
                catch (Exception exception) when (exception is not CannotLockException)
                {
                    // A gate that cannot be translated fails its own item, when that item's turn has come.
                }
            }
        }
    }

    private async Task WriteItemsAsync(
        DbContext context, IDbContextTransaction transaction, WriteSession session, bool isOwn, CancellationToken cancellationToken)
    {
        var graphs = new GraphGuard(context.Model, _callerContext, items.Count);
        var saves = ItemSaves.Of(context);
        saves.Caller = ItemSaves.Of(caller);
        var runner = new ItemRunner(context, saves, graphs, _failures);
        var logger = BulkLog.For(caller);
        var currents = new CurrentRows(context, transaction, session, _failures, logger);
        await using var ofCurrents = currents.ConfigureAwait(false);
        var atOnce = new AtOnceWriter(
            context, transaction, provider, session, saves, runner, graphs, _failures, currents, isWholeTransaction: isOwn && items.Count == 1);
        await using (atOnce.ConfigureAwait(false))
        {
            var itemsPerWindow = ItemsPerWindow(context, session, logger);
            var batch = new BatchWriter(context, transaction, provider, session, saves, atOnce, runner, graphs, _failures, currents, logger, itemsPerWindow);
            await using (batch.ConfigureAwait(false))
            {
                await WriteItemsAsync(batch, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private int ItemsPerWindow(DbContext context, WriteSession session, Microsoft.Extensions.Logging.ILogger logger)
    {
        var limit = options.ItemsPerWindow ?? DefaultItemsPerWindow;
        if (Math.Min(limit, items.Count) == 1) return 1;
        if ((HostRules.ObstacleOf(context, options) ?? session.ObstacleToWindows) is not { } obstacle) return limit;

        logger.NoWindows(obstacle);
        return 1;
    }

    private async Task WriteItemsAsync(BatchWriter batch, CancellationToken cancellationToken)
    {
        var limit = options.MaxFailures ?? int.MaxValue;
        var failed = 0;
        for (var done = 0; done < items.Count;)
        {
            var next = failed > limit
                ? NotAttempted(done)
                : done + await batch.WriteNextAsync(items, done, limit - failed, cancellationToken).ConfigureAwait(false);
            for (; done < next; done++)
            {
                if (items[done].Failure is not null) failed++;
                options.Progress?.Report(new BulkProgress(done + 1, done + 1 - failed, failed, items.Count));
            }
        }
    }

    /// <returns>The end of the batch.</returns>
    private int NotAttempted(int first)
    {
        foreach (var item in items.Skip(first))
        {
            item.Restart();
            item.Failure = FailureReader.NotAttempted(item.Index, item.Name);
        }

        return items.Count;
    }

    /// <summary>Gives the caller's transaction back as it was before the call.</summary>
    /// <exception cref="InvalidOperationException">The transaction cannot be restored, although its connection is there.</exception>
    private static async Task UndoAsync(Savepoint call, DbConnection connection, Exception cause)
    {
        try
        {
            await call.RollbackAsync().ConfigureAwait(false);
        }
        catch (Exception) when (connection.State == ConnectionState.Open)
        {
            throw new InvalidOperationException(
                "The call failed, and the transaction that it had joined is no longer usable: roll it back as a whole. "
                + "The inner exception says why the call failed.", cause);
        }
        catch (Exception)
        {
            // The connection is gone and the transaction with it, which is what the cause says.
        }
    }

    private void RefuseAmbientTransaction()
    {
        if (Transaction.Current is null && caller.Database.GetEnlistedTransaction() is null) return;

        throw new InvalidOperationException(
            "Verbs do not run in a TransactionScope or enlisted transaction, whose commit they could not prove. Use "
            + "DbOpsProvider.WriteAsync, or begin a transaction with Database.BeginTransactionAsync.");
    }
}
