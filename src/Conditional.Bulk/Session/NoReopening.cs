using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk;

/// <summary>
/// Keeps EF from opening the private context's connection, which is open as long as it is the caller's. When it is lost, EF would
/// open another one, forget the transaction, and let the next write commit by itself.
/// </summary>
internal sealed class NoReopening : DbConnectionInterceptor
{
    private NoReopening()
    {
    }

    public static NoReopening Instance { get; } = new();

    public override InterceptionResult ConnectionOpening(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => throw Lost();

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default) => throw Lost();

    private static InvalidOperationException Lost() => new("The connection was lost, and the transaction of this call with it.");
}
