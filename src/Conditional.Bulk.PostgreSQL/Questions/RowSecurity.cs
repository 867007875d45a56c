using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Row security lets a role see rows that it may not update, and a lock passes these over as if they were not there. Whether it is active for a
/// table is asked along with the first gate that locks a row of the table; only where it is, a gate that found no row is asked again.
/// </summary>
internal sealed class RowSecurity(DbContext context)
{
    /// <summary>What is asked again is asked in two snapshots: in between, a row can come or go.</summary>
    private const int Attempts = 3;

    /// <summary>Of a view, it is that of the tables below.</summary>
    private const string IsActive = """
        SELECT n.ord::int, coalesce(row_security_active(c.oid) OR c.relkind = 'v', false)
        FROM unnest($1::text[]) WITH ORDINALITY AS n(name, ord) LEFT JOIN pg_class c ON c.oid = to_regclass(n.name)
        """;

    private readonly Dictionary<(string Name, string? Schema), bool> _tables = [];

    /// <summary>Adds a query for the tables of which it is not known yet to a batch.</summary>
    /// <returns>Its answer; null if everything is known.</returns>
    public CatalogueQuestion? Ask(StatementBatch batch, IReadOnlyList<GateQuestion> questions)
    {
        List<(string Name, string? Schema)> unknown = [.. questions.SelectMany(TablesLockedBy).Where(table => !_tables.ContainsKey(table)).Distinct()];
        if (unknown.Count == 0) return null;

        var sql = context.GetService<ISqlGenerationHelper>();
        var query = new NpgsqlBatchCommand(IsActive);
        query.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. unknown.Select(table => sql.DelimitIdentifier(table.Name, table.Schema))],
        });
        batch.Add(query);
        return new CatalogueQuestion(async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) _tables[unknown[reader.GetInt32(0) - 1]] = reader.GetBoolean(1);
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>Asks gates again that found no row to lock, although there may be one.</summary>
    /// <returns>The answers.</returns>
    /// <exception cref="CannotLockException">There is a row, and it cannot be locked.</exception>
    public async Task<Answers> CheckAsync(IReadOnlyList<GateQuestion> questions, Answers answers, CancellationToken cancellationToken)
    {
        var exists = answers.Exists.ToArray();
        List<(SqlQuestion Question, int Position)> inDoubt =
        [
            .. questions.Select((question, position) => (Question: (SqlQuestion)question, Position: position))
                .Where(asked => !exists[asked.Position] && TablesLockedBy(asked.Question).Any(table => _tables.GetValueOrDefault(table)))
                .OrderBy(asked => asked.Question),
        ];
        for (var attempt = 0; inDoubt.Count > 0; attempt++)
        {
            if (attempt == Attempts) throw NotLocked(inDoubt[0].Question);

            inDoubt = await AskAgainAsync(inDoubt, exists, cancellationToken).ConfigureAwait(false);
        }

        return answers with { Exists = exists };
    }

    private async Task<List<(SqlQuestion Question, int Position)>> AskAgainAsync(
        List<(SqlQuestion Question, int Position)> inDoubt, bool[] exists, CancellationToken cancellationToken)
    {
        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var (question, _) in inDoubt)
            {
                batch.AddWithConstants(question.CreateStatementWithoutLock());
                batch.AddWithConstants(question.CreateStatement());
            }

            var notLocked = new List<(SqlQuestion Question, int Position)>();
            var rows = await batch.SendAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                foreach (var asked in inDoubt)
                {
                    var isThere = await rows.AnyAsync(cancellationToken).ConfigureAwait(false);
                    exists[asked.Position] = await rows.AnyAsync(cancellationToken).ConfigureAwait(false);
                    if (isThere && !exists[asked.Position]) notLocked.Add(asked);
                }
            }

            return notLocked;
        }
    }

    private static IEnumerable<(string Name, string? Schema)> TablesLockedBy(GateQuestion question) =>
        question is SqlQuestion { Locks: true, Tables: { } tables } ? tables : [];

    private static CannotLockException NotLocked(SqlQuestion question) => new(
        $"The gate on '{question.Gate.Name}' holds, but its row cannot be locked (FOR SHARE): row security has no policy by which this role may "
        + $"update the row. {GateLocks.WayOut}");
}
