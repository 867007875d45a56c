using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>Commits a transaction of the library's own, so that returning means committed.</summary>
internal static class ProvenCommit
{
    /// <exception cref="CommitOutcomeUnknownException">The session was lost while COMMIT was under way.</exception>
    public static async Task CommitProvenAsync(this IDbContextTransaction transaction, FailureReader failures)
    {
        try
        {
            // PostgreSQL answers COMMIT of an aborted transaction with a plain ROLLBACK and no error; it answers SAVEPOINT there
            // with one. Npgsql sends both in one round trip. https://www.postgresql.org/docs/current/sql-commit.html
            await transaction.GetDbTransaction()
                .SaveAsync("conditional_bulk_alive", CancellationToken.None)
                .ConfigureAwait(false);
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (failures.DescribeFirst(exception) is { Scope: DatabaseErrorScope.Session })
        {
            throw new CommitOutcomeUnknownException(exception);
        }
    }
}
