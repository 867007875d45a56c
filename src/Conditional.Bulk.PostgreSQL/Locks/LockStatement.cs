using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>A statement that locks rows of one table, and says which of the targets are there.</summary>
internal sealed class LockStatement
{
    /// <summary>The positions of the targets, in the order of the keys in the statement.</summary>
    private readonly IReadOnlyList<int> _positions;

    private readonly bool _returnsOrdinals;

    private LockStatement(IEntityType entityType, NpgsqlBatchCommand statement, IReadOnlyList<int> positions, bool returnsOrdinals) =>
        (EntityType, Statement, _positions, _returnsOrdinals) = (entityType, statement, positions, returnsOrdinals);

    public IEntityType EntityType { get; }

    public NpgsqlBatchCommand Statement { get; }

    /// <summary>One statement, or one for each row where the keys do not make an array.</summary>
    public static IEnumerable<LockStatement> Of(RowLock rowLock, IReadOnlyList<(TargetRow Target, int Position)> rows)
    {
        List<NpgsqlParameter[]> keys = [.. rows.Select(row => KeyOf(rowLock, row.Target))];
        if (rows.Count > 1 && ArraysOf(rowLock, keys) is { } arrays)
        {
            var statement = Create(rowLock.Many, arrays);
            return [new(rows[0].Target.EntityType, statement, [.. rows.Select(row => row.Position)], returnsOrdinals: true)];
        }

        return Enumerable.Range(0, rows.Count)
            .OrderBy(i => keys[i].Select(parameter => parameter.Value), SentOrder.Instance)
            .Select(i => new LockStatement(
                rows[i].Target.EntityType, Create(rowLock.One, keys[i]), [rows[i].Position], returnsOrdinals: false));
    }

    /// <summary>Reads which targets there are. A target may be in several tables.</summary>
    public async Task ReadAsync(BatchRows rows, bool[] found, CancellationToken cancellationToken)
    {
        while (await rows.NextRowAsync(cancellationToken).ConfigureAwait(false))
        {
            found[_positions[_returnsOrdinals ? (int)rows.Reader.GetInt64(0) - 1 : 0]] = true;
        }

        await rows.NextStatementAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlParameter[] KeyOf(RowLock rowLock, TargetRow target) =>
        [.. rowLock.Columns.Select((column, i) => KeyArray.One(column.TypeMapping, target.KeyValues[i]))];

    private static NpgsqlParameter[]? ArraysOf(RowLock rowLock, List<NpgsqlParameter[]> keys)
    {
        var arrays = new NpgsqlParameter[rowLock.Columns.Count];
        for (var i = 0; i < arrays.Length; i++)
        {
            if (KeyArray.Of([.. keys.Select(key => key[i])]) is not { } array) return null;
            arrays[i] = array;
        }

        return arrays;
    }

    private static NpgsqlBatchCommand Create(string sql, NpgsqlParameter[] parameters)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) statement.Parameters.Add(parameter);
        return statement;
    }
}
