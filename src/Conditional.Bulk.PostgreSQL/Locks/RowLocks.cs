using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// The statements that lock the rows of targets: one for each table, in the order of the tables' names, and in each in the order
/// of the keys, so that no two sessions lock them crosswise.
/// </summary>
internal sealed class RowLocks
{
    private readonly int _targets;
    private readonly List<LockStatement> _statements = [];

    public RowLocks(DbContext context, IReadOnlyList<TargetRow> targets)
    {
        _targets = targets.Count;
        var rows = targets.SelectMany((target, position) =>
            RowLock.Of(context, target).Select(rowLock => (Lock: rowLock, Target: target, Position: position)));
        var tables = rows
            .GroupBy(row => row.Lock.Many)

            // Where the key is in another table, it has to stand still first.
            .OrderByDescending(table => table.First().Lock.HasKey)
            .ThenBy(table => table.First().Lock.Table.Schema, StringComparer.Ordinal)
            .ThenBy(table => table.First().Lock.Table.Name, StringComparer.Ordinal);
        foreach (var table in tables)
        {
            _statements.AddRange(LockStatement.Of(table.First().Lock, [.. table.Select(row => (row.Target, row.Position))]));
        }
    }

    public bool IsEmpty => _statements.Count == 0;

    /// <summary>Adds the statements.</summary>
    public void AddTo(StatementBatch batch)
    {
        foreach (var statement in _statements) batch.Add(statement.Statement);
    }

    /// <summary>The entity type whose row a statement locks; null if it is none of these.</summary>
    public IEntityType? EntityTypeOf(NpgsqlBatchCommand statement) => _statements.Find(one => one.Statement == statement)?.EntityType;

    /// <summary>Reads which targets there are.</summary>
    public async Task<bool[]> ReadAsync(BatchRows rows, CancellationToken cancellationToken)
    {
        var found = new bool[_targets];
        foreach (var statement in _statements) await statement.ReadAsync(rows, found, cancellationToken).ConfigureAwait(false);
        return found;
    }
}
