using System.Data.Common;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk;

/// <summary>
/// Stops a command of the private context whose values the driver cannot send, before it costs the connection: what is thrown here fails
/// one item.
/// </summary>
internal sealed class CommandGuard(ConditionalBulkProvider provider) : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        RequireSendable(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        RequireSendable(command);
        return new(result);
    }

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        RequireSendable(command);
        return result;
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default)
    {
        RequireSendable(command);
        return new(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        RequireSendable(command);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        RequireSendable(command);
        return new(result);
    }

    private void RequireSendable(DbCommand command)
    {
        if (provider.FindUnsendableValue(command) is { } exception) throw exception;
    }
}
