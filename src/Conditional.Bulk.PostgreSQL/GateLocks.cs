using System.Text.RegularExpressions;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Tells which gates FOR SHARE can hold. The server cannot be asked: it accepts the clause on a query with a sub-query in its
/// predicate, and leaves the sub-query's rows unlocked.
/// https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
/// </summary>
internal static partial class GateLocks
{
    /// <summary>One row is enough for a gate.</summary>
    public const string Limit = "\nLIMIT 1";

    /// <summary>Locks the row, or the one row of each joined table, that the query returns.</summary>
    public const string Clause = "\nFOR SHARE";

    /// <summary>Ends every error about a gate's locks.</summary>
    public const string WayOut =
        "Use an inner join or two gates instead, or accept a plain check, which does not hold until commit, with .WithoutLock().";

    /// <param name="sql">The gate's query as EF generated it.</param>
    /// <param name="gate">The entity type of the gate.</param>
    /// <param name="model">The EF model.</param>
    /// <exception cref="CannotLockException">The query is not one of tables that are plain or inner-joined.</exception>
    public static void RequireLockable(string sql, Type gate, IModel model)
    {
        var skeleton = new SqlSkeleton(sql);
        if (Obstacle(skeleton) is { } obstacle) throw CannotLock(gate, obstacle);

        var tables = model.GetRelationalModel();
        foreach (var (name, schema, isCall) in skeleton.Sources)
        {
            if (isCall) throw CannotLock(gate, $"the function '{name}'");
            if (tables.FindTable(name, schema) is null)
            {
                throw CannotLock(gate, IsView(tables, name) ? $"the view '{name}'" : $"'{name}', which is no table of the model");
            }
        }

        // Read after the names: a query that the model defines may read anything.
        if (tables.Queries.Any(query => Contains(sql, query.Sql))) throw CannotLock(gate, "an SQL query of the model");
    }

    private static string? Obstacle(SqlSkeleton skeleton) => true switch
    {
        _ when OuterJoin().IsMatch(skeleton.Text) => "an outer join",
        _ when Grouping().Match(skeleton.Text) is { Success: true } match => match.Value.ToUpperInvariant(),
        _ when HasOtherSubQuery(skeleton.Text) => "a sub-query",
        _ => null,
    };

    /// <summary>
    /// Whether there is a sub-query anywhere but in FROM, where the clause reaches through it: EF writes the query filter of a
    /// joined entity so.
    /// </summary>
    private static bool HasOtherSubQuery(string text)
    {
        while (true)
        {
            var outer = InnermostInFrom().Replace(text, "${from} #0#");
            if (outer.Length == text.Length) return SubQuery().IsMatch(outer);
            text = outer;
        }
    }

    /// <summary>A view can have another schema or case in the model than in the query.</summary>
    private static bool IsView(IRelationalModel model, string name) =>
        model.Views.Any(view => string.Equals(view.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>EF indents the lines of such a query.</summary>
    private static bool Contains(string sql, string query) =>
        Space().Replace(sql, "").Contains(Space().Replace(query, ""), StringComparison.Ordinal);

    private static CannotLockException CannotLock(Type gate, string obstacle) => new(
        $"The gate on '{gate.Name}' cannot be locked until commit, because its SQL has {obstacle}. {WayOut}");

    [GeneratedRegex(@"\b(?:LEFT|RIGHT|FULL)\s+(?:OUTER\s+)?JOIN\b", RegexOptions.IgnoreCase)]
    private static partial Regex OuterJoin();

    [GeneratedRegex(
        @"(?<=\bSELECT\s+)DISTINCT\b|\b(?:GROUP\s+BY|HAVING|UNION|INTERSECT|EXCEPT|LIMIT|OFFSET|FETCH|WINDOW)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Grouping();

    /// <summary>A sub-query in FROM with no other in it; parentheses in its expressions are matched up.</summary>
    [GeneratedRegex(
        @"\b(?<from>FROM|JOIN)\s*\(\s*SELECT\b(?>(?!\bSELECT\b)[^()]|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)",
        RegexOptions.IgnoreCase)]
    private static partial Regex InnermostInFrom();

    [GeneratedRegex(@"\bSELECT\b.*\bSELECT\b|\bLATERAL\b", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex SubQuery();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
