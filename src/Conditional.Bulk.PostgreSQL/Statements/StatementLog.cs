using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>What is sent outside of EF's own commands, in the category <c>Conditional.Bulk.PostgreSQL</c>.</summary>
internal static partial class StatementLog
{
    private const string Redacted = "?";

    /// <summary>The SQL of a batch, with the values of its parameters only where EF logs those, too.</summary>
    /// <param name="context">The private context.</param>
    /// <param name="statements">What is sent.</param>
    /// <param name="withConstants">Those of them in whose SQL there may be values.</param>
    public static void Sending(
        DbContext context, IReadOnlyCollection<NpgsqlBatchCommand> statements, IReadOnlySet<NpgsqlBatchCommand>? withConstants)
    {
        var logger = context.GetService<ILoggerFactory>().CreateLogger("Conditional.Bulk.PostgreSQL");
        if (!logger.IsEnabled(LogLevel.Debug)) return;

        var withValues = context.GetService<ILoggingOptions>().IsSensitiveDataLoggingEnabled;
        var texts = statements.Select(statement => Text(statement, withValues, withConstants?.Contains(statement) is true));
        logger.Sending(statements.Count, string.Join(Environment.NewLine, texts));
    }

    private static string Text(NpgsqlBatchCommand statement, bool withValues, bool hasConstants)
    {
        var sql = hasConstants && !withValues ? WithoutConstants(statement.CommandText) : statement.CommandText;
        if (statement.Parameters.Count == 0) return sql;

        var parameters = statement.Parameters.Cast<NpgsqlParameter>().Select((parameter, i) =>
            $"{(parameter.ParameterName.Length > 0 ? parameter.ParameterName : $"${i + 1}")}={(withValues ? $"'{parameter.Value}'" : Redacted)}");
        return $"[{string.Join(", ", parameters)}] {sql}";
    }

    /// <summary>
    /// EF tells which constants are a user's (<c>EF.Constant</c>) in the text for its own log only, which it does not give away.
    /// </summary>
    private static string WithoutConstants(string sql) =>
        Constant().Replace(sql, match => match.Groups["constant"].Success ? Redacted : match.Value);

    [GeneratedRegex("""
        "(?:[^"]|"")*"|@\w+|\$\d+|--[^\n]*|(?<constant>\bE'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|\b\d[\w.]*)
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Constant();

    [LoggerMessage(102, LogLevel.Debug, "Sending {Count} statements in one batch:\n{Sql}", SkipEnabledCheck = true)]
    private static partial void Sending(this ILogger logger, int count, string sql);
}
