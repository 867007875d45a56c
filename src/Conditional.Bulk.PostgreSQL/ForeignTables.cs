using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Finds the foreign tables whose rows a lock clause does not lock: the server accepts the clause and leaves it to the foreign data wrapper,
/// of which only postgres_fdw passes it on. https://www.postgresql.org/docs/current/fdw-row-locking.html
/// </summary>
internal static class ForeignTables
{
    private const string Annotation = "Conditional.Bulk:ForeignTables";

    /// <summary>
    /// A second column of the query that locks: the name of such a table among those that it locks, null if there is none. Empty where it was asked for
    /// before, on this database: what a table is does not change as long as its name does not.
    /// </summary>
    public static string ColumnFor(DbContext context, IReadOnlyList<(string Name, string? Schema)> tables)
    {
        var unknown = tables.Where(table => !Known(context).ContainsKey(Key(context, table))).ToList();
        if (unknown.Count == 0) return "";

        var names = string.Join(", ", unknown.Select(table => $"pg_catalog.to_regclass({Literal(context, table)})"));
        return $"""
            , (SELECT c.relname::text FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid
            JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
            LEFT JOIN pg_catalog.pg_proc h ON h.oid = w.fdwhandler
            WHERE h.proname IS DISTINCT FROM 'postgres_fdw_handler'
            AND (c.oid IN ({names}) OR EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND i.inhparent IN ({names})))
            LIMIT 1)
            """;
    }

    /// <summary>None of the tables is one, so they need not be asked for again.</summary>
    public static void Remember(DbContext context, IEnumerable<(string Name, string? Schema)> tables)
    {
        foreach (var table in tables) Known(context).TryAdd(Key(context, table), true);
    }

    private static ConcurrentDictionary<string, bool> Known(DbContext context) =>
        context.Model.GetOrAddRuntimeAnnotationValue<ConcurrentDictionary<string, bool>, object?>(Annotation, static _ => new(), null);

    private static string Key(DbContext context, (string Name, string? Schema) table)
    {
        var connection = context.Database.GetDbConnection();
        return $"{connection.DataSource}/{connection.Database}/{table.Schema}/{table.Name}";
    }

    private static string Literal(DbContext context, (string Name, string? Schema) table) =>
        context.GetService<IRelationalTypeMappingSource>().GetMapping(typeof(string))
            .GenerateSqlLiteral(context.GetService<ISqlGenerationHelper>().DelimitIdentifier(table.Name, table.Schema));
}
