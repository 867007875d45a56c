using System.Globalization;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>One statement for any number of commands of one shape, rendered once: each parameter is an array of their values.</summary>
internal sealed class ShapeStatement
{
    private readonly ColumnArray[] _arrays;
    private readonly string _sql;
    private readonly string _sqlForSeveral;

    private ShapeStatement(CommandShape shape, ColumnArray[] arrays, ISqlGenerationHelper sql, RowMatch match)
    {
        (Shape, _arrays, Match) = (shape, arrays, match);
        _sql = new Renderer(shape, sql).Render(match: null);
        _sqlForSeveral = match.Column is null ? _sql : new Renderer(shape, sql).Render(match.Column);
    }

    public CommandShape Shape { get; }

    /// <summary>How it is known whose the returned rows are.</summary>
    public RowMatch Match { get; }

    /// <summary>Whether the statement returns rows: values that the database generated, or which commands wrote a row.</summary>
    public bool ReturnsRows => Shape.Kind != EntityState.Added || Shape.Reads.Count > 0;

    /// <summary>The statement for a shape.</summary>
    /// <returns>Null if its values cannot be sent as arrays, or if it would not be known whose the returned rows are.</returns>
    public static ShapeStatement? For(CommandShape shape, TableFacts table, ISqlGenerationHelper sql)
    {
        if (shape.Parameters.Count == 0 || RowMatch.For(shape, table) is not { } match) return null;

        var arrays = new ColumnArray[shape.Parameters.Count];
        for (var i = 0; i < arrays.Length; i++)
        {
            if (ColumnArray.For(shape, i) is not { } array) return null;

            arrays[i] = array;
        }

        return new ShapeStatement(shape, arrays, sql, match);
    }

    /// <summary>Makes the statement for some commands.</summary>
    public NpgsqlBatchCommand Create(IReadOnlyList<WrittenCommand> commands)
    {
        var statement = new NpgsqlBatchCommand(commands.Count == 1 ? _sql : _sqlForSeveral);
        for (var i = 0; i < _arrays.Length; i++) statement.Parameters.Add(_arrays[i].Create(commands, i));

        return statement;
    }

    private readonly struct Renderer(CommandShape shape, ISqlGenerationHelper sql)
    {
        private string Table => sql.DelimitIdentifier(shape.Table.Name, shape.Table.Schema);

        private string Arrays => string.Join(", ", Enumerable.Range(1, shape.Parameters.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}")));

        private string Row => $"d({string.Join(", ", Enumerable.Range(0, shape.Parameters.Count).Select(Value))}, n)";

        public string Render(string? match) => shape.Kind switch
        {
            EntityState.Added => Insert(match),
            EntityState.Modified => $"UPDATE {Table} AS t SET {Assignments()} FROM {Source} WHERE {Conditions()} RETURNING d.n{Reads("t.")}",
            _ => $"DELETE FROM {Table} AS t USING {Source} WHERE {Conditions()} RETURNING d.n",
        };

        private string Source => $"unnest({Arrays}) WITH ORDINALITY AS {Row}";

        private static string Value(int position) => string.Create(CultureInfo.InvariantCulture, $"v{position}");

        private string Insert(string? match)
        {
            var delimit = sql;
            var columns = string.Join(", ", shape.Parameters.Select(parameter => delimit.DelimitIdentifier(parameter.Column.Name)));
            if (shape.Reads.Count == 0) return $"INSERT INTO {Table} ({columns}) SELECT * FROM unnest({Arrays})";

            var values = string.Join(", ", Enumerable.Range(0, shape.Parameters.Count).Select(position => $"d.{Value(position)}"));
            var reads = Reads("")[2..] + (match is null ? "" : $", {sql.DelimitIdentifier(match)}");
            return $"INSERT INTO {Table} ({columns}) SELECT {values} FROM {Source} ORDER BY d.n RETURNING {reads}";
        }

        private string Assignments() => string.Join(", ", Named(isCondition: false).Select(pair => $"{pair.Column} = d.{pair.Value}"));

        private string Conditions()
        {
            var delimit = sql;
            var nulls = shape.Columns.Where(column => column.IsNullCondition).Select(column => $"t.{delimit.DelimitIdentifier(column.Name)} IS NULL");
            return string.Join(" AND ", Named(isCondition: true).Select(pair => $"t.{pair.Column} = d.{pair.Value}").Concat(nulls));
        }

        private IEnumerable<(string Column, string Value)> Named(bool isCondition)
        {
            for (var i = 0; i < shape.Parameters.Count; i++)
            {
                if (shape.Parameters[i].IsCondition == isCondition) yield return (sql.DelimitIdentifier(shape.Parameters[i].Column.Name), Value(i));
            }
        }

        private string Reads(string prefix)
        {
            var delimit = sql;
            return string.Concat(shape.Reads.Select(column => $", {prefix}{delimit.DelimitIdentifier(column.Name)}"));
        }
    }
}
