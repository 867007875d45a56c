using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Finds the items that have a value which the driver cannot send. It binds all parameters of a batch before it sends any of them; so a batch whose
/// last parameter can never be bound is tried, and never sent.
/// </summary>
internal static class UnsendableItems
{
    public static async Task<HashSet<RecordedItem>> AmongAsync(
        DbContext context, IReadOnlyList<RecordedItem> items, RunShapes shapes, CancellationToken cancellationToken)
    {
        var unsendable = new HashSet<RecordedItem>();
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await CanBeSentAsync(context, item, shapes, cancellationToken).ConfigureAwait(false)) unsendable.Add(item);
        }

        return unsendable;
    }

    private static async Task<bool> CanBeSentAsync(
        DbContext context, RecordedItem item, RunShapes shapes, CancellationToken cancellationToken)
    {
        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            try
            {
                foreach (var statement in GroupStatements.InOrder(item, shapes)) batch.Add(statement.Create());

                var end = new NpgsqlBatchCommand("SELECT $1");
                end.Parameters.Add(new NpgsqlParameter { Value = new NeverBound() });
                batch.Add(end);
                await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException && batch is { IsBegun: false, IsConnected: true })
            {
                return exception.Message.Contains(nameof(NeverBound), StringComparison.Ordinal);
            }
        }
    }

    private sealed class NeverBound;
}
