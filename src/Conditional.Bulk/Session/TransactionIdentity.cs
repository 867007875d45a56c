using System.Runtime.CompilerServices;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>
/// What the database calls a transaction, learnt while it is open: the only way to ask for its fate once its connection is gone.
/// The first release of a savepoint that kept writes brings it along, at no round trip of its own. Kept by EF's transaction, which is a
/// new object each time; Npgsql uses its transaction objects again.
/// </summary>
internal static class TransactionIdentity
{
    private static readonly ConditionalWeakTable<IDbContextTransaction, string> s_ids = [];

    public static string? Of(IDbContextTransaction transaction) => s_ids.TryGetValue(transaction, out var id) ? id : null;

    /// <summary>Releases the savepoint, and learns the identity of its transaction if that is not known yet.</summary>
    public static async Task ReleaseAsync(
        Savepoint savepoint,
        IDbContextTransaction transaction,
        ConditionalBulkProvider provider,
        CancellationToken cancellationToken)
    {
        if (provider.TransactionIdQuery is not { } query || Of(transaction) is not null)
        {
            await savepoint.ReleaseAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        Remember(transaction, await savepoint.ReleaseAndQueryAsync(query, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Asks for the identity; fails if the transaction is aborted.</summary>
    /// <returns>The identity; null if the database gives it none.</returns>
    public static async Task<string?> AskAsync(IDbContextTransaction transaction, string query)
    {
        var dbTransaction = transaction.GetDbTransaction();
        var command = dbTransaction.Connection!.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = dbTransaction;
            command.CommandText = query;
            return Remember(transaction, await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false));
        }
    }

    /// <param name="transaction">The transaction.</param>
    /// <param name="value">Its identity; anything but a string is none.</param>
    public static string? Remember(IDbContextTransaction transaction, object? value)
    {
        if (value is not string id) return null;

        s_ids.AddOrUpdate(transaction, id);
        return id;
    }
}
