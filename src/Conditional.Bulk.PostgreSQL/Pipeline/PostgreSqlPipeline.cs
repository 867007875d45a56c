using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Windows of items in three round trips: savepoint, target locks and gates in one, the targets' rows in another, and the writes of all
/// items, each between its SAVEPOINT and RELEASE, in the third.
/// </summary>
internal sealed class PostgreSqlPipeline(DbContext context, NpgsqlBulkOptions options, BulkOptions bulkOptions) : WritePipeline
{
    private const string Savepoint = "conditional_bulk_window";

    private readonly Pace _pace = new(bulkOptions.ItemsPerSavepoint ?? 1);
    private readonly PreparedStatements? _prepared = options.PrepareStatements ? new() : null;
    private bool _isOpen;
    private string? _transactionId;

    public override string? TransactionId => _transactionId;

    public override GateQuery Describe<TRow>(IQueryable<TRow> rows, bool locks) => GateStatement.Of(context, rows, locks);

    public override async Task<WindowRows> OpenAsync(
        IEntityType entityType,
        IReadOnlyList<IReadOnlyList<object>> targetKeys,
        IReadOnlyList<GateQuery> gates,
        CancellationToken cancellationToken)
    {
        var batch = new WindowBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            if (_isOpen) batch.Add($"RELEASE SAVEPOINT {Savepoint}");
            batch.Add($"SAVEPOINT {Savepoint}");
            _isOpen = true;

            List<(NpgsqlBatchCommand Statement, int Key)> locks = [.. TargetLocks.StatementsFor(context, entityType, targetKeys)];
            foreach (var (statement, _) in locks) batch.Add(statement);
            foreach (var gate in gates) batch.Add(((GateStatement)gate).Command);

            var targets = new bool[targetKeys.Count];
            var reader = await batch.ExecuteReaderAsync(prepared: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                foreach (var (_, key) in locks) targets[key] |= await NextExistsAsync(reader, cancellationToken).ConfigureAwait(false);

                var holds = new bool[gates.Count];
                for (var i = 0; i < holds.Length; i++) holds[i] = await NextExistsAsync(reader, cancellationToken).ConfigureAwait(false);

                return new WindowRows(targets, holds);
            }
        }
    }

    public override async Task WriteAsync(IReadOnlyList<SavingItem> items, CancellationToken cancellationToken)
    {
        var write = new WindowWrite(context, items, _pace, _prepared, asksForId: _transactionId is null);
        await write.RunAsync(cancellationToken).ConfigureAwait(false);
        _transactionId ??= write.TransactionId;
    }

    public override async Task UndoAsync(CancellationToken cancellationToken)
    {
        var batch = new WindowBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            batch.Add($"ROLLBACK TO SAVEPOINT {Savepoint}");
            batch.Add($"RELEASE SAVEPOINT {Savepoint}");
            await batch.ExecuteAsync(prepared: null, cancellationToken).ConfigureAwait(false);
            _isOpen = false;
        }
    }

    /// <summary>Whether the query at hand has a row.</summary>
    private static async Task<bool> NextExistsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var exists = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return exists;
    }
}
