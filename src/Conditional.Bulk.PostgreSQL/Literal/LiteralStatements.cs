using Conditional.Bulk.Infrastructure;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Statements for recorded commands. The SQL of a shape is rendered once, for the rest there are only parameters.
/// </summary>
internal sealed class LiteralStatements : IDisposable
{
    private readonly Dictionary<CommandShape, string> _sql = [];
    private readonly NpgsqlCommand _maker = new();

    /// <exception cref="Exception">A value cannot be sent: the item's error.</exception>
    public NpgsqlBatchCommand Create(RecordedCommand command)
    {
        var shape = command.Shape;
        if (!_sql.TryGetValue(shape, out var sql)) _sql.Add(shape, sql = shape.Sql(position => $"${position + 1}"));

        var statement = new NpgsqlBatchCommand(sql);
        for (var i = 0; i < shape.Parameters.Count; i++)
        {
            statement.Parameters.Add((NpgsqlParameter)shape.CreateParameter(_maker, i, "", command.Values[i]));
        }

        return UnsendableValues.Find(statement.Parameters) is { } exception ? throw exception : statement;
    }

    public void Dispose() => _maker.Dispose();
}
