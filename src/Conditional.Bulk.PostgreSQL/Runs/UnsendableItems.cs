using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Finds the items that have a value which the driver cannot send. It binds all parameters of a batch before it sends any of them; so a batch whose
/// last parameter can never be bound is tried, and never sent.
/// </summary>
internal sealed class UnsendableItems(DbContext context)
{
    private readonly Dictionary<RecordedItem, Exception> _found = [];

    /// <summary>The items, with what the driver says.</summary>
    public async Task<Dictionary<RecordedItem, Exception>> AmongAsync(IReadOnlyList<RecordedItem> items, CancellationToken cancellationToken)
    {
        using var statements = new LiteralStatements();
        await SearchAsync(new ArraySegment<RecordedItem>([.. items]), statements, cancellationToken).ConfigureAwait(false);
        return _found;
    }

    private async Task SearchAsync(ArraySegment<RecordedItem> items, LiteralStatements statements, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (items.Count == 0 || await RefusalOfAsync(items, statements, cancellationToken).ConfigureAwait(false) is not { } refusal) return;

        if (items.Count == 1)
        {
            _found.Add(items[0], refusal);
            return;
        }

        await SearchAsync(items[..(items.Count / 2)], statements, cancellationToken).ConfigureAwait(false);
        await SearchAsync(items[(items.Count / 2)..], statements, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Exception?> RefusalOfAsync(IEnumerable<RecordedItem> items, LiteralStatements statements, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)context.Database.GetDbConnection());
        await using (batch.ConfigureAwait(false))
        {
            try
            {
                foreach (var command in items.SelectMany(item => item.Commands)) batch.BatchCommands.Add(statements.Create(command));

                var end = new NpgsqlBatchCommand("SELECT $1");
                end.Parameters.Add(new NpgsqlParameter { Value = new NeverBound() });
                batch.BatchCommands.Add(end);
                await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (Exception exception) when (exception is not (NpgsqlException or OperationCanceledException))
            {
                return exception.Message.Contains(nameof(NeverBound), StringComparison.Ordinal) ? null : exception;
            }
        }
    }

    private sealed class NeverBound;
}
