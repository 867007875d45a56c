using Conditional.Bulk.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk.Sqlite;

/// <summary>The one command for all recorded commands of a shape: prepared once, with new values for each.</summary>
internal sealed class ShapeCommand : IDisposable
{
    private readonly CommandShape _shape;
    private readonly SqliteCommand _command;
    private readonly SqliteParameter[] _parameters;
    private readonly IRelationalConnection _connection;

    public ShapeCommand(DbContext context, SqliteConnection connection, SqliteTransaction transaction, CommandShape shape)
    {
        _shape = shape;
        _connection = context.GetService<IRelationalConnection>();
        _command = connection.CreateCommand();
        _command.Transaction = transaction;
        _command.CommandText = shape.Sql(position => $"@p{position}");
        if (context.Database.GetCommandTimeout() is { } timeout) _command.CommandTimeout = timeout;
        _parameters = [.. shape.Parameters.Select((_, i) => (SqliteParameter)shape.CreateParameter(_command, i, $"@p{i}", null))];
        _command.Parameters.AddRange(_parameters);
    }

    /// <summary>Executes a command of the shape.</summary>
    /// <returns>Null if one row is written, as expected; else how many.</returns>
    public long? Execute(RecordedCommand command)
    {
        command.FollowLinks();
        for (var i = 0; i < _parameters.Length; i++) _parameters[i].Value = command.Values[i] ?? DBNull.Value;

        if (SqliteProvider.Instance.FindUnsendableValue(_command) is { } exception) throw exception;

        if (!_shape.Result.HasFlag(ResultSetMapping.HasResultRow))
        {
            _command.ExecuteNonQuery();
            return null;
        }

        using var reader = _command.ExecuteReader();
        if (_shape.Result.HasFlag(ResultSetMapping.ResultSetWithRowsAffectedOnly))
        {
            var rows = reader.Read() ? reader.GetInt64(0) : 0;
            return rows == 1 ? null : rows;
        }

        if (!reader.Read()) return 0;

        if (_shape.Reads.Count > 0)
        {
            var values = new RelationalDataReader();
            values.Initialize(_connection, _command, reader, Guid.Empty, logger: null);
            command.Read(values);
        }

        // A statement is executed to its end only when its rows are read to their end.
        while (reader.Read())
        {
        }

        return null;
    }

    public void Dispose() => _command.Dispose();
}
