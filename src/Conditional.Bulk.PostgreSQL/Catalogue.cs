using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Asks the catalogue for what an error of the server did not tell. Only failures ask it.</summary>
internal static class Catalogue
{
    private const string Savepoint = "conditional_bulk_catalogue";

    /// <summary>
    /// An error names the partition and its own index or constraint; the model knows those of the partitioned table. A check constraint has
    /// one name in all of them. A foreign key to a partitioned table has one more constraint for each partition.
    /// </summary>
    private const string RootOfConstraint = """
        WITH RECURSIVE ancestors(first, relid) AS (
            SELECT c.oid, c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relname IN ($2, $3)
            UNION ALL
            SELECT a.first, i.inhparent FROM ancestors a
            JOIN pg_catalog.pg_class c ON c.oid = a.relid AND c.relispartition JOIN pg_catalog.pg_inherits i ON i.inhrelid = a.relid),
        roots AS (
            SELECT f.relname AS first, f.relkind, f.relispartition, r.relname, n.nspname
            FROM ancestors a JOIN pg_catalog.pg_class f ON f.oid = a.first JOIN pg_catalog.pg_class r ON r.oid = a.relid
            JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace WHERE NOT r.relispartition),
        constraints(oid, conname, parent) AS (
            SELECT k.oid, k.conname, k.conparentid FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relname = $2 AND k.conname = $3
            UNION ALL
            SELECT k.oid, k.conname, k.conparentid FROM constraints s JOIN pg_catalog.pg_constraint k ON k.oid = s.parent)
        SELECT (SELECT nspname FROM roots WHERE first = $2 AND relkind NOT IN ('i', 'I') LIMIT 1)::text,
            (SELECT relname FROM roots WHERE first = $2 AND relkind NOT IN ('i', 'I') LIMIT 1)::text,
            COALESCE(
                (SELECT conname FROM constraints WHERE parent = 0 LIMIT 1),
                (SELECT relname FROM roots WHERE first = $3 AND relkind IN ('i', 'I') LIMIT 1))::text
        """;

    /// <summary>FOR SHARE and FOR NO KEY UPDATE need UPDATE on one column at least, and reading needs SELECT.</summary>
    private const string MissingPrivileges = """
        SELECT n.nspname::text, c.relname::text, current_user::text,
            pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
            pg_catalog.has_table_privilege(c.oid, 'SELECT'),
            pg_catalog.has_any_column_privilege(c.oid, 'UPDATE')
        FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t(name, schema, n)
        JOIN pg_catalog.pg_class c ON c.relname = t.name JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE CASE WHEN t.schema IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname = t.schema END
        ORDER BY t.n
        """;

    /// <summary>The names of the partitioned table and its constraint, where the error names those of a partition.</summary>
    public static async Task<DatabaseError> WithRootNamesAsync(DbContext context, DatabaseError error, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(
            context, RootOfConstraint, [error.SchemaName ?? "", error.TableName ?? "", error.ConstraintName ?? ""], cancellationToken)
            .ConfigureAwait(false);
        return rows is not [[var schema, var table, var constraint]] ? error : error with
        {
            SchemaName = schema as string ?? error.SchemaName,
            TableName = table as string ?? error.TableName,
            ConstraintName = constraint as string ?? error.ConstraintName,
        };
    }

    /// <summary>The privileges that locking rows of the tables needs, and the role does not have.</summary>
    /// <returns>One phrase for each table; none if nothing is known to be missing.</returns>
    public static async Task<IReadOnlyList<string>> MissingPrivilegesAsync(
        DbContext context, IReadOnlyList<(string Name, string? Schema)> tables, CancellationToken cancellationToken)
    {
        object[] arguments = [tables.Select(table => table.Name).ToArray(), tables.Select(table => table.Schema).ToArray()];
        var rows = await QueryAsync(context, MissingPrivileges, arguments, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(Missing).OfType<string>().Distinct()];
    }

    private static string? Missing(object[] row)
    {
        var (table, role) = ($"the table '{row[0]}.{row[1]}'", $"the role '{row[2]}'");
        string[] privileges = [.. new[] { (row[4], "SELECT"), (row[5], "UPDATE") }.Where(pair => pair.Item1 is false).Select(pair => pair.Item2)];
        return row[3] is false ? $"{role} lacks the USAGE privilege on the schema '{row[0]}'"
            : privileges.Length == 0 ? null
            : $"{role} lacks the {string.Join(" and the ", privileges)} privilege on {table}";
    }

    /// <summary>A query in a savepoint of its own. A server without these catalogues gives no rows.</summary>
    private static async Task<IReadOnlyList<object[]>> QueryAsync(
        DbContext context, string sql, IReadOnlyList<object> arguments, CancellationToken cancellationToken)
    {
        var transaction = (NpgsqlTransaction)context.Database.CurrentTransaction!.GetDbTransaction();
        try
        {
            return await QueryAsync(transaction, sql, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (SqlStates.Describe(exception).Scope == DatabaseErrorScope.Item)
        {
            var rollback = new NpgsqlCommand($"ROLLBACK TO SAVEPOINT {Savepoint}; RELEASE SAVEPOINT {Savepoint}", transaction.Connection, transaction);
            await using (rollback.ConfigureAwait(false))
            {
                await rollback.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }

            return [];
        }
    }

    private static async Task<IReadOnlyList<object[]>> QueryAsync(
        NpgsqlTransaction transaction, string sql, IReadOnlyList<object> arguments, CancellationToken cancellationToken)
    {
        var query = new NpgsqlBatchCommand(sql);
        foreach (var argument in arguments) query.Parameters.Add(new NpgsqlParameter { Value = argument });
        var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands = { new($"SAVEPOINT {Savepoint}"), query, new($"RELEASE SAVEPOINT {Savepoint}") },
        };
        await using (batch.ConfigureAwait(false))
        {
            var rows = new List<object[]>();
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    var row = new object[reader.FieldCount];
                    reader.GetValues(row);
                    rows.Add(row);
                }
            }

            return rows;
        }
    }
}
