using System.Data.Common;
using System.Runtime.CompilerServices;
using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk;

/// <summary>
/// What the database calls a transaction, learnt while it is open: the only way to ask for its fate once its connection is gone.
/// The first release of a savepoint that kept writes brings it along, at no round trip of its own.
/// </summary>
internal static class TransactionIdentity
{
    private static readonly ConditionalWeakTable<DbTransaction, string> s_ids = [];

    public static string? Of(DbTransaction transaction) => s_ids.TryGetValue(transaction, out var id) ? id : null;

    /// <summary>Releases the savepoint, and learns the identity of its transaction if that is not known yet.</summary>
    public static async Task ReleaseAsync(
        Savepoint savepoint, DbTransaction transaction, ConditionalBulkProvider provider, CancellationToken cancellationToken)
    {
        if (provider.TransactionIdQuery is not { } query || Of(transaction) is not null)
        {
            await savepoint.ReleaseAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        Remember(transaction, await savepoint.ReleaseAndQueryAsync(query, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Asks for the identity; fails if the transaction is aborted.</summary>
    /// <returns>The identity; null if the transaction has written nothing.</returns>
    public static async Task<string?> AskAsync(DbTransaction transaction, string query)
    {
        var command = transaction.Connection!.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            command.CommandText = query;
            return Remember(transaction, await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false));
        }
    }

    private static string? Remember(DbTransaction transaction, object? value)
    {
        if (value is not string id) return null;

        s_ids.AddOrUpdate(transaction, id);
        return id;
    }
}
