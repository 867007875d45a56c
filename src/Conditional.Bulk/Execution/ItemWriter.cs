using System.Data;
using System.Data.Common;
using System.Runtime.ExceptionServices;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>
/// Writes items one by one, each in its own savepoint: single items, and those of batches that cannot be in a window of
/// <see cref="WindowWriter{TEntity}"/>.
/// </summary>
internal sealed class ItemWriter(
    DbContext context,
    IDbContextTransaction transaction,
    ConditionalBulkProvider provider,
    GraphGuard graphs,
    FailureReader failures)
    : IAsyncDisposable
{
    private readonly Savepoint _savepoint = new(transaction.GetDbTransaction(), "conditional_bulk_item");

    /// <summary>Asked for early: once a connection breaks, Npgsql's transaction is disposed and no longer tells it.</summary>
    private readonly DbConnection _connection = transaction.GetDbTransaction().Connection!;

    /// <summary>Writes one item, or leaves nothing of it behind.</summary>
    /// <param name="index">The item's index.</param>
    /// <param name="item">The item.</param>
    /// <param name="built">What its spec has built already; null where the spec is still to be called.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The item's result.</returns>
    /// <remarks>What it throws is an error of the whole call: no savepoint is rolled back then.</remarks>
    public Task<ItemResult<TEntity>> WriteAsync<TEntity>(
        int index, WriteItem<TEntity> item, TEntity? built, CancellationToken cancellationToken) where TEntity : class =>
        WriteAsync(index, item, built, isAgain: false, cancellationToken);

    public ValueTask DisposeAsync() => _savepoint.DisposeAsync();

    /// <param name="index">The item's index.</param>
    /// <param name="item">The item.</param>
    /// <param name="built">What its spec has built already; null where the spec is still to be called.</param>
    /// <param name="isAgain">Whether the item was written before, and met an error that was nobody's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task<ItemResult<TEntity>> WriteAsync<TEntity>(
        int index, WriteItem<TEntity> item, TEntity? built, bool isAgain, CancellationToken cancellationToken) where TEntity : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _savepoint.SetWithNextCommandAsync(cancellationToken).ConfigureAwait(false);

        var attempt = new Attempt<TEntity>(context, provider, graphs, failures, index, item, built);
        WriteFailure? failure = null;
        Exception? cause = null;
        try
        {
            failure = await attempt.RunAsync(cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                await TransactionIdentity.ReleaseAsync(_savepoint, transaction, provider, cancellationToken).ConfigureAwait(false);
                graphs.Returned(attempt.Graph);
                return new ItemResult<TEntity>(index, attempt.Entity!);
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
        }
        finally
        {
            context.ChangeTracker.Clear();
        }

        try
        {
            await _savepoint.RollbackAsync().ConfigureAwait(false);
        }
        catch (InvalidOperationException) when (_connection.State == ConnectionState.Open)
        {
            // The driver does not even ask the database: SQLite's ON CONFLICT ROLLBACK has ended the transaction.
            throw new InvalidOperationException(
                $"Item {index} failed, and its error ended the whole transaction. The inner exception is that error.",
                cause ?? failure!.Exception);
        }

        if (cause is not null)
        {
            if (!isAgain && failures.IsNobodys(cause))
            {
                await provider.ForgetPreparedStatementsAsync(context, cancellationToken).ConfigureAwait(false);

                // An update loads its row anew; what a create has built is still as its spec made it.
                built = item.TargetKey is null ? attempt.Entity : null;
                return await WriteAsync(index, item, built, isAgain: true, cancellationToken).ConfigureAwait(false);
            }

            failure = await failures.ReadAsync(context, index, item, attempt.Stage, cause, cancellationToken).ConfigureAwait(false);
        }

        return new ItemResult<TEntity>(failure!);
    }

    /// <summary>Only a session that is usable again can be asked why it was refused.</summary>
    private async Task ThrowExplainedAsync(CannotLockException refusal, CancellationToken cancellationToken)
    {
        await _savepoint.RollbackAsync().ConfigureAwait(false);
        ExceptionDispatchInfo.Throw(await provider.ExplainAsync(context, refusal, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>One run of one item, which remembers how far it came.</summary>
    private sealed class Attempt<TEntity>(
        DbContext context,
        ConditionalBulkProvider provider,
        GraphGuard graphs,
        FailureReader failures,
        int index,
        WriteItem<TEntity> item,
        TEntity? built)
        where TEntity : class
    {
        public WriteStage Stage { get; private set; }

        public TEntity? Entity { get; private set; }

        public IEnumerable<object> Graph { get; private set; } = [];

        /// <returns>Null once <see cref="Entity"/> is written; a refusal or a missing target otherwise.</returns>
        public async Task<WriteFailure?> RunAsync(CancellationToken cancellationToken)
        {
            Stage = WriteStage.Target;
            var target = item.TargetKey is { } key ? await LoadLockedAsync(key, cancellationToken).ConfigureAwait(false) : null;

            Stage = WriteStage.Gate;
            var subject = new GateSubject(context, provider, item.TargetKey, target is not null);
            var refusal = await item.RefusalAsync(index, subject, failures, cancellationToken).ConfigureAwait(false);
            if (refusal is not null) return refusal;

            Stage = WriteStage.Spec;
            Entity = RunSpec(target);

            Stage = WriteStage.Save;
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            context.RequireSaved(Entity);
            await provider.AfterSaveAsync(context, cancellationToken).ConfigureAwait(false);
            return null;
        }

        private TEntity RunSpec(TEntity? target)
        {
            // A lazy load inside Apply would look for changes, and fix up navigations before the graph is looked at.
            context.ChangeTracker.AutoDetectChangesEnabled = false;
            try
            {
                var entity = built ?? item.RunSpec(target);
                Graph = item.Check(index, entity, graphs).Keys;
                item.Track(context, entity, context.ChangeTracker.Entries().ToList());
                return entity;
            }
            finally
            {
                context.ChangeTracker.AutoDetectChangesEnabled = true;
            }
        }

        /// <summary>
        /// Two statements: a lock appended to EF's query would fail for owned tables and TPT, and after a wait would return the
        /// new version of the locked row beside old versions of the rows joined to it.
        /// </summary>
        private async Task<TEntity?> LoadLockedAsync(IReadOnlyList<object> key, CancellationToken cancellationToken)
        {
            var entityType = context.Model.FindEntityType(typeof(TEntity))!;
            await provider.LockTargetAsync(context, entityType, key, cancellationToken).ConfigureAwait(false);
            return await EntityKey.Query<TEntity>(context, key)
                .AsTracking()
                .SingleOrDefaultAsync(cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
