using System.Text.RegularExpressions;
using Conditional.Bulk.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.Sqlite;

/// <summary>
/// The only place that reads SQLite's message texts, which hold the only names it tells. They are fixed in SQLite's source; what
/// does not match exactly gives no name.
/// </summary>
internal static partial class ConstraintText
{
    public static DatabaseError Describe(WriteFailureKind kind, SqliteException exception, IModel model)
    {
        var error = new DatabaseError(DatabaseErrorScope.Item, kind);
        var text = Quoted().Match(exception.Message) is { Success: true } quoted ? quoted.Groups["text"].Value : "";
        return kind switch
        {
            WriteFailureKind.UniqueViolation when Columns().Match(text) is { Success: true } names => WithKey(
                WithColumns(error, names), model),
            WriteFailureKind.UniqueViolation when Index().Match(text) is { Success: true } index => error with
            {
                ConstraintName = index.Groups["name"].Value,
            },
            WriteFailureKind.NotNullViolation when Columns().Match(text) is { Success: true } names => WithColumns(error, names),
            WriteFailureKind.CheckViolation when Check().Match(text) is { Success: true } check => error with
            {
                ConstraintName = check.Groups["name"].Value,
            },
            _ => error,
        };
    }

    public static bool IsForeignKey(SqliteException exception) =>
        Quoted().Match(exception.Message) is { Success: true } quoted
        && quoted.Groups["text"].Value == "FOREIGN KEY constraint failed";

    /// <summary>Table and columns, if the text names columns of one table only, as all texts of SQLite do.</summary>
    private static DatabaseError WithColumns(DatabaseError error, Match names)
    {
        var tables = names.Groups["table"].Captures.Select(capture => capture.Value).Distinct().ToList();
        return tables is not [var table] ? error : error with
        {
            TableName = table,
            ColumnNames = [.. names.Groups["column"].Captures.Select(capture => capture.Value)],
        };
    }

    /// <summary>The name of the one key or unique index of the model that is on exactly these columns.</summary>
    private static DatabaseError WithKey(DatabaseError error, IModel model)
    {
        var tables = model.GetRelationalModel().Tables.Where(table => table.Name == error.TableName);
        var names = tables.SelectMany(table =>
                table.UniqueConstraints.Where(key => AreExactly(key.Columns, error)).Select(key => key.Name)
                    .Concat(table.Indexes.Where(index => index.IsUnique && AreExactly(index.Columns, error)).Select(index => index.Name)))
            .Distinct()
            .ToList();
        return names is [var name] ? error with { ConstraintName = name } : error;
    }

    private static bool AreExactly(IReadOnlyList<IColumn> columns, DatabaseError error) =>
        columns.Select(column => column.Name).SequenceEqual(error.ColumnNames);

    [GeneratedRegex(@"\ASQLite Error \d+: '(?<text>.*)'\.\z", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex(
        @"\A(?:UNIQUE|NOT NULL) constraint failed: (?<table>[^.,]+)\.(?<column>[^.,]+)(?:, (?<table>[^.,]+)\.(?<column>[^.,]+))*\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Columns();

    [GeneratedRegex(@"\AUNIQUE constraint failed: index '(?<name>[^']+)'\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Index();

    // For a constraint without a name the text has its expression instead.
    [GeneratedRegex(@"\ACHECK constraint failed: (?<name>[\p{L}_][\w$]*)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Check();
}
