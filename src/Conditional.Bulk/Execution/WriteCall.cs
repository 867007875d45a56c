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
internal sealed class WriteCall<TContext, TEntity>(
    TContext caller,
    PrivateContext<TContext> privateContext,
    ConditionalBulkProvider provider,
    IReadOnlyList<WriteItem<TEntity>> items,
    BulkOptions options)
    where TContext : DbContext where TEntity : class
{
    private const int DefaultItemsPerWindow = 1000;

    private readonly CallerContext _callerContext = CallerContext.Of(caller);
    private readonly FailureReader _failures = FailureReader.For(caller, provider);

    /// <returns>One result per item, in order.</returns>
    public async Task<IReadOnlyList<ItemResult<TEntity>>> RunAsync(CancellationToken cancellationToken)
    {
        using var turn = _callerContext.EnterVerb();
        RefuseAmbientTransaction();
        _callerContext.RequireBoundTransaction();
        cancellationToken.ThrowIfCancellationRequested();
        privateContext.Prepare();
        return caller.Database.CurrentTransaction is { } joined
            ? await RunJoinedAsync(joined, cancellationToken).ConfigureAwait(false)
            : await caller.Database.CreateExecutionStrategy()
                .ExecuteAsync(RunOwnAsync, cancellationToken)
                .ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ItemResult<TEntity>>> RunOwnAsync(CancellationToken cancellationToken)
    {
        // Begun on the caller's context, so that what a spec reads through that context sees the transaction, too.
        var transaction = await caller.Database.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken)
            .ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var results = await WriteItemsAsync(transaction, cancellationToken).ConfigureAwait(false);
            await transaction.CommitWritesAsync(provider, _failures).ConfigureAwait(false);
            return results;
        }
    }

    private async Task<IReadOnlyList<ItemResult<TEntity>>> RunJoinedAsync(
        IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        var connection = JoinedConnection.Of(transaction);
        try
        {
            await provider.PrepareJoinedAsync(caller, cancellationToken).ConfigureAwait(false);
            return await RunInSavepointAsync(transaction, connection, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (JoinedConnection.WasLost(connection, exception))
        {
            throw JoinedConnection.Lost(exception);
        }
    }

    private async Task<IReadOnlyList<ItemResult<TEntity>>> RunInSavepointAsync(
        IDbContextTransaction transaction, DbConnection connection, CancellationToken cancellationToken)
    {
        var call = new Savepoint(transaction.GetDbTransaction(), "conditional_bulk_call");
        await using (call.ConfigureAwait(false))
        {
            // Not with the caller's token: a cancelled SAVEPOINT would abort a transaction that is not ours to lose.
            await call.SetAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                var results = await WriteItemsAsync(transaction, cancellationToken).ConfigureAwait(false);
                await call.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
                return results;
            }
            catch (Exception exception)
            {
                await UndoAsync(call, connection, exception).ConfigureAwait(false);
                throw;
            }
        }
    }

    private async Task<IReadOnlyList<ItemResult<TEntity>>> WriteItemsAsync(
        IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        var dbTransaction = transaction.GetDbTransaction();
        var connection = dbTransaction.Connection!;
        try
        {
            var joined = await privateContext.JoinAsync(dbTransaction, cancellationToken).ConfigureAwait(false);
            await using (joined.ConfigureAwait(false))
            {
                RequireLockableGates(joined.Context);
                var graphs = new GraphGuard(joined.Context.Model, _callerContext, items.Count);
                var writer = new ItemWriter(joined.Context, transaction, provider, graphs, _failures);
                await using (writer.ConfigureAwait(false))
                {
                    var windows = await CreateWindowsAsync(joined.Context, transaction, writer, graphs, cancellationToken)
                        .ConfigureAwait(false);
                    try
                    {
                        return await WriteItemsAsync(writer, windows, cancellationToken).ConfigureAwait(false);
                    }
                    finally
                    {
                        if (windows is not null) await windows.DisposeAsync().ConfigureAwait(false);
                    }
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
    private void RequireLockableGates(DbContext context)
    {
        if (!provider.LocksGates) return;

        // Whether its SQL can be locked does not depend on the values in it.
        var leaves = items.SelectMany(item => item.Gate?.Leaves ?? []).Where(leaf => leaf.Locks)
            .Select(leaf => (Leaf: leaf, Signature: leaf.Sign()))
            .DistinctBy(signed => (object?)signed.Signature ?? signed.Leaf)
            .DistinctBy(signed => (object?)signed.Signature?.WithoutValues() ?? signed.Leaf)
            .Select(signed => signed.Leaf);
        foreach (var leaf in leaves)
        {
            try
            {
                leaf.RequireLockable(context, provider);
            }
            catch (Exception exception) when (exception is not CannotLockException)
            {
                // A gate that cannot be translated fails its own item, when it is that one's turn.
            }
        }
    }

    /// <returns>Null where each item is written by itself.</returns>
    private async Task<WindowWriter<TEntity>?> CreateWindowsAsync(
        DbContext context, IDbContextTransaction transaction, ItemWriter writer, GraphGuard graphs, CancellationToken cancellationToken)
    {
        var limit = options.ItemsPerWindow ?? DefaultItemsPerWindow;
        if (Math.Min(limit, items.Count) == 1) return null;

        var logger = BulkLog.For(caller);
        if (HostRules.ObstacleOf(context, options) is { } obstacle)
        {
            logger.NoWindows(obstacle);
            return null;
        }

        var pipeline = await provider.CreatePipelineAsync(context, options, logger.NoWindows, cancellationToken).ConfigureAwait(false);
        if (pipeline is null) return null;

        var windows = new WindowWriter<TEntity>(context, transaction, pipeline, writer, graphs, _failures, logger, limit, items);
        windows.Prepare();
        return windows;
    }

    private async Task<IReadOnlyList<ItemResult<TEntity>>> WriteItemsAsync(
        ItemWriter writer, WindowWriter<TEntity>? windows, CancellationToken cancellationToken)
    {
        var results = new List<ItemResult<TEntity>>(items.Count);
        var failed = 0;
        while (results.Count < items.Count)
        {
            var done = results.Count;
            if (windows is not null) await windows.WriteNextAsync(results, cancellationToken).ConfigureAwait(false);
            else results.Add(await writer.WriteAsync(done, items[done], built: null, cancellationToken).ConfigureAwait(false));

            for (; done < results.Count; done++)
            {
                if (!results[done].IsSuccess) failed++;
                options.Progress?.Report(new BulkProgress(done + 1, done + 1 - failed, failed, items.Count));
            }
        }

        return results;
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
