using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Runs statements as EF's own commands, so that its log, its diagnostics and command interceptors see them.</summary>
internal static class CommandExtensions
{
    public static RelationalCommandParameterObject CommandArguments(
        this DbContext context, Dictionary<string, object?>? parameterValues = null) => new(
        context.GetService<IRelationalConnection>(),
        parameterValues,
        readerColumns: null,
        context,
        context.GetService<IRelationalCommandDiagnosticsLogger>(),
        CommandSource.Unknown);

    /// <summary>One of EF's commands as one statement of a batch.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">What <see cref="CommandArguments"/> gives, for as many statements as there are.</param>
    /// <param name="parameterValues">The values of this statement's parameters.</param>
    public static NpgsqlBatchCommand CreateBatchCommand(
        this IRelationalCommand command,
        RelationalCommandParameterObject arguments,
        IReadOnlyDictionary<string, object?> parameterValues)
    {
        var withValues = new RelationalCommandParameterObject(
            arguments.Connection, parameterValues, null, arguments.Context, arguments.Logger, arguments.CommandSource);
        using var created = (NpgsqlCommand)command.CreateDbCommand(withValues, Guid.Empty, DbCommandMethod.ExecuteReader);
        return created.ToBatchCommand();
    }

    /// <summary>The command as one statement of a batch. Its parameters move over.</summary>
    public static NpgsqlBatchCommand ToBatchCommand(this NpgsqlCommand command)
    {
        var statement = new NpgsqlBatchCommand(command.CommandText);
        NpgsqlParameter[] parameters = [.. command.Parameters.Cast<NpgsqlParameter>()];
        command.Parameters.Clear();
        foreach (var parameter in parameters) statement.Parameters.Add(parameter);
        return statement;
    }

    /// <summary>The same statement anew: one that was in a batch that failed cannot be executed again.</summary>
    public static NpgsqlBatchCommand Again(this NpgsqlBatchCommand statement)
    {
        var again = new NpgsqlBatchCommand(statement.CommandText);
        foreach (NpgsqlParameter parameter in statement.Parameters) again.Parameters.Add(parameter.Clone());
        return again;
    }
}
