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

        try
        {
            await transaction.CommitReadsAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (provider.TransactionIdQuery is not null && IsUnanswered(failures.DescribeFirst(exception)))
        {
            // Without an identity it has written nothing, and may be run again.
            using var patience = new CancellationTokenSource(s_patience);
            var committed = id is null
                ? false
                : await provider.HasCommittedAsync(connection, id, patience.Token).ConfigureAwait(false);
            switch (committed)
            {
                case true: return;
                case false: throw;
                case null: throw new CommitOutcomeUnknownException(exception);
            }
        }
    }

    /// <summary>Commits a transaction, if it is alive.</summary>
    /// <remarks>
    /// PostgreSQL answers COMMIT of an aborted transaction with a ROLLBACK and no error, but SAVEPOINT with one; Npgsql sends both in
    /// one round trip. https://www.postgresql.org/docs/current/sql-commit.html
    /// </remarks>
    public static async Task CommitReadsAsync(this IDbContextTransaction transaction)
    {
        await transaction.GetDbTransaction().SaveAsync("conditional_bulk_alive", CancellationToken.None).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>An error that the server did not send, or that it sent while going down.</summary>
    private static bool IsUnanswered(DatabaseError? error) => error is { Scope: DatabaseErrorScope.Session } or { SqlState: null };
}
