using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>The connection of a transaction that a verb joins: when it is lost, so is what the caller did in the transaction before.</summary>
internal static class JoinedConnection
{
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    public static DbConnection Of(IDbContextTransaction transaction)
    {
        try
        {
            if (transaction.GetDbTransaction().Connection is { State: ConnectionState.Open } connection) return connection;
        }
        catch (ObjectDisposedException)
        {
            // Npgsql disposes the transaction of a connection that broke.
        }

        throw new InvalidOperationException(
            "The transaction of the context is gone: it was ended, or its connection was lost and the transaction with it. Nothing of it "
            + "that was not committed before is kept.");
    }

    /// <summary>Whether the call failed with its connection. A cancellation says by itself what it did to the connection.</summary>
    public static bool WasLost(DbConnection connection, Exception exception) =>
        connection.State != ConnectionState.Open && exception is not OperationCanceledException;

    /// <summary>Of a type through which execution strategies look for a transient cause.</summary>
    public static DbUpdateException Lost(Exception cause) => new(
        "The connection was lost, and the transaction that the call had joined is gone with it: nothing of the transaction is kept, "
        + "what was done in it before the call included. The inner exception says how the connection was lost.",
        cause);
}
