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
    /// <returns>The tables whose rows are locked.</returns>
    /// <exception cref="CannotLockException">The query is not one of tables that are plain or inner-joined.</exception>
    public static IReadOnlyList<(string Name, string? Schema)> RequireLockable(string sql, Type gate, IModel model)
    {
        var skeleton = new SqlSkeleton(sql);
        if (Obstacle(skeleton) is { } obstacle) throw CannotLock(gate, obstacle);

        foreach (var (name, schema, isCall) in skeleton.Sources)
        {
            if (isCall) throw CannotLock(gate, $"the function '{name}'");
            if (IsView(model.GetRelationalModel(), name, schema)) throw CannotLock(gate, $"the view '{name}'");
        }

        return [.. skeleton.Sources.Select(source => (source.Name, source.Schema)).Distinct()];
    }

    private static string? Obstacle(SqlSkeleton skeleton) => true switch
    {
        _ when skeleton.HasSubQuery => "a sub-query",
        _ when OuterJoin().IsMatch(skeleton.Text) => "an outer join",
        _ when Grouping().Match(skeleton.Text) is { Success: true } match => match.Value,
        _ => null,
    };

    private static bool IsView(IRelationalModel model, string name, string? schema) =>
        model.FindView(name, schema) is not null && model.FindTable(name, schema) is null;

    private static CannotLockException CannotLock(Type gate, string obstacle) => new(
        $"The gate on '{gate.Name}' cannot be locked until commit, because its SQL has {obstacle}. {WayOut}");

    [GeneratedRegex(@"\b(?:LEFT|RIGHT|FULL)\s+(?:OUTER\s+)?JOIN\b")]
    private static partial Regex OuterJoin();

    [GeneratedRegex(@"(?<=\bSELECT\s+)DISTINCT\b|\b(?:GROUP\s+BY|HAVING|UNION|INTERSECT|EXCEPT)\b")]
    private static partial Regex Grouping();
}
