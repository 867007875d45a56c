using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>A condition of a gate as a statement: its SQL and parameters are made once, and asked as often as need be.</summary>
internal sealed class SqlQuestion : GateQuestion, IComparable<SqlQuestion>
{
    private readonly string _sql;
    private readonly NpgsqlParameter[] _parameters;
    private readonly int _hash;

    private SqlQuestion(
        string sql, NpgsqlParameter[] parameters, Type gate, bool locks, IReadOnlyList<(string Name, string? Schema)>? tables)
    {
        (_sql, _parameters, Gate, Locks, Tables) = (sql, parameters, gate, locks, tables);
        var hash = new HashCode();
        hash.Add(sql, StringComparer.Ordinal);
        foreach (var parameter in parameters) hash.Add(SentValue.HashOf(parameter.Value));
        _hash = hash.ToHashCode();
    }

    public override IReadOnlyList<(string Name, string? Schema)>? Tables { get; }

    /// <summary>The entity type of the gate.</summary>
    public Type Gate { get; }

    /// <summary>Whether the row that answers it is locked.</summary>
    public bool Locks { get; }

    /// <exception cref="CannotLockException">The row is to be locked, and the SQL does not allow it.</exception>
    public static SqlQuestion Of<TRow>(DbContext context, IQueryable<TRow> rows, bool locks) where TRow : class
    {
        // Without the limit, which EF would warn of for want of an order: any row will do.
        using var query = (NpgsqlCommand)rows.Select(_ => 1).CreateDbCommand();

        // EF drops what a captured value decides, so two items with one gate can have different SQL.
        if (locks) GateLocks.RequireLockable(query.CommandText, typeof(TRow), context.Model);

        return new SqlQuestion(
            query.CommandText + GateLocks.Limit,
            [.. query.Parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Clone())],
            typeof(TRow),
            locks,
            TablesOf(query.CommandText, context, locks));
    }

    /// <summary>The statement, made for one batch.</summary>
    public NpgsqlBatchCommand CreateStatement() => Create(Locks ? _sql + GateLocks.Clause : _sql);

    /// <summary>The statement without the lock.</summary>
    public NpgsqlBatchCommand CreateStatementWithoutLock() => Create(_sql);

    public override bool Equals(object? obj) =>
        ReferenceEquals(this, obj)
        || (obj is SqlQuestion other
            && _hash == other._hash
            && Locks == other.Locks
            && string.Equals(_sql, other._sql, StringComparison.Ordinal)
            && _parameters.Length == other._parameters.Length
            && _parameters.Zip(other._parameters, AreSent).All(same => same));

    public override int GetHashCode() => _hash;

    /// <summary>
    /// An order that is the same in every process, so that no two sessions lock the rows of their gates crosswise.
    /// </summary>
    public int CompareTo(SqlQuestion? other)
    {
        if (other is null) return 1;

        var order = string.CompareOrdinal(_sql, other._sql);
        if (order == 0) order = Locks.CompareTo(other.Locks);
        for (var i = 0; order == 0 && i < _parameters.Length && i < other._parameters.Length; i++)
        {
            order = SentOrder.Instance.Compare(_parameters[i].Value, other._parameters[i].Value);
        }

        return order;
    }

    private NpgsqlBatchCommand Create(string sql)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var parameter in _parameters) statement.Parameters.Add(parameter.Clone());
        return statement;
    }

    private static bool AreSent(NpgsqlParameter x, NpgsqlParameter y) =>
        SentValue.AreSame(x.Value, y.Value)
        && x.NpgsqlDbType == y.NpgsqlDbType
        && x.Size == y.Size
        && string.Equals(x.DataTypeName, y.DataTypeName, StringComparison.Ordinal);

    /// <summary>What can be locked reads nothing but tables of the model, sub-queries included, unless it calls a function.</summary>
    private static IReadOnlyList<(string Name, string? Schema)>? TablesOf(string sql, DbContext context, bool locks) =>
        locks && !SqlSkeleton.CallsFunctionOf(sql, context.Model)
            ? [.. new SqlSkeleton(sql).Sources.Select(source => (source.Name, source.Schema))]
            : SqlSkeleton.TablesOf(sql, context.Model);
}
