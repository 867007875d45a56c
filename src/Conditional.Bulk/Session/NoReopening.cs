using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk;

/// <summary>
/// Keeps EF from opening the connection that a private context shares with its caller, which is open as long as it is the caller's.
/// When it is lost, EF would open another one, forget the transaction, and let the next write commit by itself.
/// </summary>
internal sealed class NoReopening : DbConnectionInterceptor
{
    /// <summary>The connection of the call that is running; null while the private context is being made, when it may use one of its own.</summary>
    public DbConnection? Connection { get; set; }

    public override InterceptionResult ConnectionOpening(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => Checked(connection, result);

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default) => ValueTask.FromResult(Checked(connection, result));

    private InterceptionResult Checked(DbConnection connection, InterceptionResult result) => ReferenceEquals(connection, Connection)
        ? throw new InvalidOperationException("The connection was lost, and the transaction of this call with it.")
        : result;
}
