using System.Collections.Concurrent;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// What the catalogue says of tables whose rows are locked, asked along with the first locks. Row security may pass rows over. Of a foreign table
/// the server accepts the lock clause and leaves it to the wrapper, of which only postgres_fdw passes it on.
/// https://www.postgresql.org/docs/current/fdw-row-locking.html
/// </summary>
internal sealed class LockedTables(DbContext context)
{
    private const string Annotation = "Conditional.Bulk:LockedTables";

    /// <summary>Of a view, row security is that of the tables below.</summary>
    private const string Facts = """
        SELECT n.ord::int, coalesce(row_security_active(c.oid) OR c.relkind = 'v', false), (
            WITH RECURSIVE t AS (SELECT c.oid UNION SELECT i.inhrelid FROM t JOIN pg_inherits i ON i.inhparent = t.oid)
            SELECT min(k.relname::text)
            FROM t JOIN pg_foreign_table f ON f.ftrelid = t.oid JOIN pg_class k ON k.oid = t.oid
                JOIN pg_foreign_server s ON s.oid = f.ftserver JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
                LEFT JOIN pg_proc h ON h.oid = w.fdwhandler
            WHERE h.proname IS DISTINCT FROM 'postgres_fdw_handler')
        FROM unnest($1::text[]) WITH ORDINALITY AS n(name, ord) LEFT JOIN pg_class c ON c.oid = to_regclass(n.name)
        """;

    private readonly Dictionary<(string Name, string? Schema), bool> _hasRowSecurity = [];
    private readonly Dictionary<(string Name, string? Schema), string> _foreign = [];

    /// <summary>The tables of which a question locks a row.</summary>
    public static IEnumerable<(string Name, string? Schema)> Of(GateQuestion question) =>
        question is SqlQuestion { Locks: true, Tables: { } tables } ? tables : [];

    /// <summary>Adds a query for the tables of which something is not known yet to a batch.</summary>
    /// <returns>Its answer; null if everything is known.</returns>
    public CatalogueQuestion? Ask(StatementBatch batch, IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions)
    {
        // What a table is does not change as long as its name does not; row security is asked for in each call.
        var known = Known();
        var ofTargets = targets.DistinctBy(target => target.EntityType).SelectMany(Of).Where(table => !known.ContainsKey(KeyOf(table)));
        var ofGates = questions.SelectMany(Of).Where(table => !_hasRowSecurity.ContainsKey(table));
        List<(string Name, string? Schema)> unknown = [.. ofTargets.Concat(ofGates).Distinct()];
        if (unknown.Count == 0) return null;

        var sql = context.GetService<ISqlGenerationHelper>();
        var query = new NpgsqlBatchCommand(Facts);
        query.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. unknown.Select(table => sql.DelimitIdentifier(table.Name, table.Schema))],
        });
        batch.Add(query);
        return new CatalogueQuestion(async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var table = unknown[reader.GetInt32(0) - 1];
                _hasRowSecurity[table] = reader.GetBoolean(1);
                if (reader.IsDBNull(2)) known.TryAdd(KeyOf(table), true);
                else _foreign[table] = reader.GetString(2);
            }

            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>Whether a lock may pass over rows that the gate sees.</summary>
    public bool HaveRowSecurity(GateQuestion question) => Of(question).Any(table => _hasRowSecurity.GetValueOrDefault(table));

    /// <exception cref="CannotLockException">A row to lock is in a foreign table.</exception>
    public void RequireNoForeign(IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions)
    {
        if (_foreign.Count == 0) return;

        foreach (var question in questions.OfType<SqlQuestion>())
        {
            if (ReasonOf(Of(question)) is not { } reason) continue;

            throw new CannotLockException($"The gate on '{question.Gate.Name}' cannot be locked (FOR SHARE): {reason} {GateLocks.WayOut}");
        }

        foreach (var target in targets)
        {
            if (ReasonOf(Of(target)) is not { } reason) continue;

            throw new CannotLockException($"The '{target.EntityType.DisplayName()}' to write cannot be locked (FOR NO KEY UPDATE): {reason}");
        }
    }

    private string? ReasonOf(IEnumerable<(string Name, string? Schema)> tables) =>
        tables.Select(table => _foreign.GetValueOrDefault(table)).FirstOrDefault(name => name is not null) is { } foreign
            ? $"its rows are in the foreign table '{foreign}', whose wrapper does not lock them."
            : null;

    private IEnumerable<(string Name, string? Schema)> Of(TargetRow target) =>
        RowLock.Of(context, target).Select(rowLock => (rowLock.Table.Name, rowLock.Table.Schema));

    private ConcurrentDictionary<string, bool> Known() =>
        context.Model.GetOrAddRuntimeAnnotationValue<ConcurrentDictionary<string, bool>, object?>(Annotation, static _ => new(), null);

    private string KeyOf((string Name, string? Schema) table)
    {
        var connection = context.Database.GetDbConnection();
        return $"{connection.DataSource}/{connection.Database}/{table.Schema}/{table.Name}";
    }
}
