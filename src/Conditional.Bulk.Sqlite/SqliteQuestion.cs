using System.Data.Common;
using Conditional.Bulk.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Sqlite;

/// <summary>A gate's query. It is executed as EF generated it, with the values that were captured when it was made.</summary>
internal sealed class SqliteQuestion : GateQuestion
{
    private readonly string _sql;
    private readonly List<SqliteParameter> _parameters;
    private readonly int _hash;

    private SqliteQuestion(string sql, List<SqliteParameter> parameters, IReadOnlyList<(string Name, string? Schema)>? tables)
    {
        (_sql, _parameters, Tables) = (sql, parameters, tables);
        var hash = new HashCode();
        hash.Add(sql, StringComparer.Ordinal);
        foreach (var parameter in parameters) hash.Add(SentValue.HashOf(parameter.Value));
        _hash = hash.ToHashCode();
    }

    public override IReadOnlyList<(string Name, string? Schema)>? Tables { get; }

    public static SqliteQuestion Of<TRow>(DbContext context, IQueryable<TRow> rows) where TRow : class
    {
        using var command = rows.Select(_ => 1).CreateDbCommand();
        List<SqliteParameter> parameters = [.. command.Parameters.Cast<SqliteParameter>()];
        command.Parameters.Clear();
        return new SqliteQuestion(command.CommandText, parameters, SqlSkeleton.TablesOf(command.CommandText, context.Model));
    }

    /// <summary>Asks for one row.</summary>
    public bool Ask(SqliteCommand command)
    {
        command.CommandText = $"{_sql}\nLIMIT 1";
        command.Parameters.Clear();
        command.Parameters.AddRange(_parameters);
        try
        {
            if (SqliteProvider.Instance.FindUnsendableValue(command) is { } exception) throw exception;

            return command.ExecuteScalar() is not null;
        }
        finally
        {
            command.Parameters.Clear();
        }
    }

    public override bool Equals(object? obj) =>
        obj is SqliteQuestion other
        && _hash == other._hash
        && _sql == other._sql
        && _parameters.Count == other._parameters.Count
        && _parameters.Zip(other._parameters, AreSame).All(same => same);

    public override int GetHashCode() => _hash;

    private static bool AreSame(DbParameter x, DbParameter y) =>
        x.ParameterName == y.ParameterName && x.DbType == y.DbType && x.Size == y.Size && SentValue.AreSame(x.Value, y.Value);
}
