using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// The row that is in the way of another row, and that the snapshot of the transaction is too old to see: the server reports the unique
/// violation, and would report a serialization failure for a row that it can see.
/// </summary>
internal static class SnapshotConflict
{
    private const string IsolationLevel = "SELECT current_setting('transaction_isolation')";

    /// <returns>The serialization failure; null if each statement has a snapshot of its own.</returns>
    public static async Task<Exception?> FindAsync(DbContext context, CancellationToken cancellationToken)
    {
        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(IsolationLevel);
            var rows = await batch.SendAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var level = await rows.TextAsync(cancellationToken).ConfigureAwait(false);
                if (level is "read committed" or "read uncommitted") return null;
            }
        }

        const string message = "a row with this key was committed after the snapshot of the transaction was taken";
        return new DbUpdateException(
            $"The row of an upsert could not be seen: {message}. The inner exception is what the server would report for a row that it can see.",
            new PostgresException(message, "ERROR", "ERROR", PostgresErrorCodes.SerializationFailure));
    }
}
