using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>What the pipeline tells of itself, in the category <c>Conditional.Bulk.PostgreSQL</c>.</summary>
internal static partial class PipelineLog
{
    public static ILogger For(DbContext context) => context.GetService<ILoggerFactory>().CreateLogger("Conditional.Bulk.PostgreSQL");

    /// <summary>The SQL of a batch, with the values of its parameters only where EF logs those, too.</summary>
    public static void Sending(this ILogger logger, NpgsqlBatch batch, ILoggingOptions options)
    {
        if (!logger.IsEnabled(LogLevel.Debug)) return;

        var statements = batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(statement => Text(statement, options.IsSensitiveDataLoggingEnabled));
        logger.Sending(batch.BatchCommands.Count, string.Join(Environment.NewLine, statements));
    }

    private static string Text(NpgsqlBatchCommand statement, bool withValues)
    {
        var parameters = statement.Parameters.Cast<NpgsqlParameter>().Select(
            parameter => $"{parameter.ParameterName}={(withValues ? $"'{parameter.Value}'" : "?")}");
        var sql = withValues ? statement.CommandText : RedactedSql.Of(statement.CommandText);
        return statement.Parameters.Count == 0 ? sql : $"[{string.Join(", ", parameters)}] {sql}";
    }

    [LoggerMessage(102, LogLevel.Debug, "Sending {Count} statements in one batch:\n{Sql}", SkipEnabledCheck = true)]
    private static partial void Sending(this ILogger logger, int count, string sql);
}
