using System.Text.RegularExpressions;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Tells which gates FOR SHARE can hold. The server cannot be asked: it accepts the clause on a query with a sub-query in its
/// predicate, and leaves the sub-query's rows unlocked. https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
/// </summary>
internal static partial class GateLocks
{
    /// <summary>Locks the row, or the one row of each joined table, that the query returns.</summary>
    public const string Clause = "\nFOR SHARE";

    /// <summary>Ends every error about a gate's locks.</summary>
    public const string WayOut =
        "Use an inner join or two gates instead, or accept a plain check, which does not hold until commit, with .WithoutLock().";

    /// <param name="sql">The gate's query as EF generated it: keywords in capitals, and no identifier in capitals undelimited.</param>
    /// <param name="gate">The entity type of the gate.</param>
    /// <param name="model">The EF model.</param>
    /// <exception cref="CannotLockException">The query is not one of tables that are plain or inner-joined.</exception>
    public static void RequireLockable(string sql, Type gate, IModel model)
    {
        List<string> identifiers = [];
        var skeleton = Delimited().Replace(sql, match =>
        {
            if (!match.Groups["identifier"].Success) return "''";
            identifiers.Add(match.Value[1..^1].Replace("\"\"", "\""));
            return $"#{identifiers.Count - 1}#";
        });

        if (Obstacle(skeleton) is { } obstacle) throw CannotLock(gate, obstacle);

        foreach (Match source in Sources().Matches(skeleton))
        {
            var name = Undelimited(source.Groups["name"]);
            var schema = source.Groups["schema"] is { Success: true } group ? Undelimited(group) : null;
            if (source.Groups["call"].Success) throw CannotLock(gate, $"the function '{name}'");
            if (IsView(model.GetRelationalModel(), name, schema)) throw CannotLock(gate, $"the view '{name}'");
        }

        string Undelimited(Group name) => name.Value.StartsWith('#') ? identifiers[int.Parse(name.Value.Trim('#'))] : name.Value;
    }

    private static string? Obstacle(string skeleton) => true switch
    {
        _ when SubQuery().IsMatch(skeleton) => "a sub-query",
        _ when OuterJoin().IsMatch(skeleton) => "an outer join",
        _ when Grouping().Match(skeleton) is { Success: true } match => match.Value,
        _ => null,
    };

    private static bool IsView(IRelationalModel model, string name, string? schema) =>
        model.FindView(name, schema) is not null && model.FindTable(name, schema) is null;

    private static CannotLockException CannotLock(Type gate, string obstacle) => new(
        $"The gate on '{gate.Name}' cannot be locked until commit, because its SQL has {obstacle}. {WayOut}");

    [GeneratedRegex("""(?<identifier>"(?:[^"]|"")*")|'(?:[^']|'')*'|@\w+|--[^\n]*|/\*.*?\*/""", RegexOptions.Singleline)]
    private static partial Regex Delimited();

    [GeneratedRegex(@"\bSELECT\b.*\bSELECT\b|\b(?:FROM|JOIN)\s*\(|\bLATERAL\b", RegexOptions.Singleline)]
    private static partial Regex SubQuery();

    [GeneratedRegex(@"\b(?:LEFT|RIGHT|FULL)\s+(?:OUTER\s+)?JOIN\b")]
    private static partial Regex OuterJoin();

    [GeneratedRegex(@"(?<=\bSELECT\s+)DISTINCT\b|\b(?:GROUP\s+BY|HAVING|UNION|INTERSECT|EXCEPT)\b")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\b(?:FROM|JOIN)\s+(?:(?<schema>#\d+#|[\w$]+)\.)?(?<name>#\d+#|[\w$]+)(?<call>\s*\()?")]
    private static partial Regex Sources();
}
