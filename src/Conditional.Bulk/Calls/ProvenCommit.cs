using System.Data.Common;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>Commits transactions of the library's own, so that returning means committed and throwing means not.</summary>
internal static class ProvenCommit
{
    /// <summary>How long to wait for a server that restarts, or for a session that has not noticed yet that its client is gone.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Commits a transaction that may have written.</summary>
    /// <exception cref="CommitOutcomeUnknownException">The answer to COMMIT was lost, and the outcome cannot be found out.</exception>
    public static async Task CommitWritesAsync(
        this IDbContextTransaction transaction, ConditionalBulkProvider provider, FailureReader failures)
    {
        var connection = transaction.GetDbTransaction().Connection!;
        var id = TransactionIdentity.Of(transaction);
        if (id is null && provider.TransactionIdQuery is { } query)
        {
            id = await TransactionIdentity.AskAsync(transaction, query).ConfigureAwait(false);
        }

        await ProveAliveAsync(transaction).ConfigureAwait(false);
        try
        {
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (failures.DescribeFirst(exception) is null)
        {
            // Not the database: an interceptor, before COMMIT or after it.
            if (!await HasEndedAsync(transaction).ConfigureAwait(false)) throw;

            failures.LogAfterCommit(exception);
        }
        catch (Exception exception) when (provider.CommitCanLoseItsAnswer && IsUnanswered(failures.DescribeFirst(exception)))
        {
            switch (await FindOutcomeAsync(provider, connection, id).ConfigureAwait(false))
            {
                case TransactionOutcome.Committed: return;
                case TransactionOutcome.Aborted: throw;
                default: throw new CommitOutcomeUnknownException(exception);
            }
        }
    }

    /// <summary>Commits a transaction that has only read.</summary>
    public static async Task CommitReadsAsync(this IDbContextTransaction transaction)
    {
        await ProveAliveAsync(transaction).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// PostgreSQL answers COMMIT of an aborted transaction with a ROLLBACK and no error, but SAVEPOINT with one; Npgsql sends both in
    /// one round trip. https://www.postgresql.org/docs/current/sql-commit.html
    /// </summary>
    private static Task ProveAliveAsync(IDbContextTransaction transaction) =>
        transaction.GetDbTransaction().SaveAsync("conditional_bulk_alive", CancellationToken.None);

    /// <summary>An error of the connection, or of a client that did not wait for the answer.</summary>
    private static bool IsUnanswered(DatabaseError? error) =>
        error is { Scope: DatabaseErrorScope.Session } or { Kind: WriteFailureKind.Timeout, SqlState: null };

    private static async Task<TransactionOutcome> FindOutcomeAsync(
        ConditionalBulkProvider provider, DbConnection connection, string? id)
    {
        // Not every server identifies every transaction that has written, so one without an identity may have been committed.
        if (id is null) return TransactionOutcome.Unknown;

        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            return await provider.FindOutcomeAsync(connection, id, patience.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return TransactionOutcome.Unknown;
        }
    }

    /// <summary>A transaction that has committed cannot be rolled back any more; one that has not is rolled back.</summary>
    private static async Task<bool> HasEndedAsync(IDbContextTransaction transaction)
    {
        try
        {
            await transaction.GetDbTransaction().RollbackAsync(CancellationToken.None).ConfigureAwait(false);
            return false;
        }
        catch (InvalidOperationException exception)
        {
            // A transaction whose connection broke is disposed, not completed.
            return exception is not ObjectDisposedException;
        }
        catch (DbException)
        {
            return false;
        }
    }
}
