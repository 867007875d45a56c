using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.Infrastructure;

/// <summary>
/// A query that EF generated, without its literals, comments and parameters, and with a number for each delimited identifier: what is left
/// are keywords, in capitals, and names that nothing can be mistaken for. For databases that delimit identifiers as standard SQL does.
/// </summary>
public sealed partial class SqlSkeleton
{
    private readonly List<string> _identifiers = [];

    /// <summary>Makes the skeleton.</summary>
    /// <param name="sql">The query.</param>
    public SqlSkeleton(string sql) => Text = Delimited().Replace(sql, match =>
    {
        if (!match.Groups["identifier"].Success) return "''";
        _identifiers.Add(match.Value[1..^1].Replace("\"\"", "\""));
        return $"#{_identifiers.Count - 1}#";
    });

    /// <summary>The skeleton.</summary>
    public string Text { get; }

    /// <summary>Whether there is a query in the query.</summary>
    public bool HasSubQuery => SubQuery().IsMatch(Text);

    /// <summary>What is read by name, one entry for each mention: tables, views and calls of functions.</summary>
    public IEnumerable<(string Name, string? Schema, bool IsCall)> Sources
    {
        get
        {
            foreach (Match source in Named().Matches(Text))
            {
                var schema = source.Groups["schema"] is { Success: true } group ? Undelimited(group) : null;
                yield return (Undelimited(source.Groups["name"]), schema, source.Groups["call"].Success);
            }
        }
    }

    /// <summary>The tables that a query reads, one entry for each mention.</summary>
    /// <param name="sql">The query as EF generated it.</param>
    /// <param name="model">The EF model.</param>
    /// <returns>The tables; null if that cannot be told, as where it reads a view or function, or has a sub-query.</returns>
    public static IReadOnlyList<(string Name, string? Schema)>? TablesOf(string sql, IModel model)
    {
        var skeleton = new SqlSkeleton(sql);
        var sources = skeleton.Sources.ToList();
        var relationalModel = model.GetRelationalModel();
        if (skeleton.HasSubQuery
            || sources.Any(source => source.IsCall || relationalModel.FindTable(source.Name, source.Schema) is null)
            || CallsFunctionOf(sql, model))
        {
            return null;
        }

        return sources.ConvertAll(source => (source.Name, source.Schema));
    }

    /// <summary>Whether a query calls a function of the model, which may read any table.</summary>
    /// <param name="sql">The query as EF generated it.</param>
    /// <param name="model">The EF model.</param>
    public static bool CallsFunctionOf(string sql, IModel model)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(model);
        return model.GetDbFunctions().Any(function => sql.Contains(function.Name.Replace("\"", "\"\""), StringComparison.Ordinal));
    }

    private string Undelimited(Group name) => name.Value.StartsWith('#') ? _identifiers[int.Parse(name.Value.Trim('#'))] : name.Value;

    [GeneratedRegex("""(?<identifier>"(?:[^"]|"")*")|'(?:[^']|'')*'|@\w+|--[^\n]*|/\*.*?\*/""", RegexOptions.Singleline)]
    private static partial Regex Delimited();

    [GeneratedRegex(@"\bSELECT\b.*\bSELECT\b|\b(?:FROM|JOIN)\s*\(|\bLATERAL\b", RegexOptions.Singleline)]
    private static partial Regex SubQuery();

    [GeneratedRegex(@"\b(?:FROM|JOIN)\s+(?:(?<schema>#\d+#|[\w$]+)\.)?(?<name>#\d+#|[\w$]+)(?<call>\s*\()?")]
    private static partial Regex Named();
}
