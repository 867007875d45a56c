using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// What else changes when a row of a table is written: rows that the actions of foreign keys reach, and the same rows under other names, those of
/// partitions, parents and views.
/// </summary>
internal sealed class TableReach
{
    private readonly Dictionary<EntityState, IReadOnlyCollection<string>?> _names = [];

    /// <summary>The query, whose answer <see cref="ReadAsync"/> reads.</summary>
    /// <param name="names">The names of the tables, as the statements write them.</param>
    public static NpgsqlBatchCommand Query(string[] names)
    {
        var query = new NpgsqlBatchCommand(ReachSql.Reach);
        query.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        return query;
    }

    /// <summary>Reads the answer, and goes on to what follows it.</summary>
    /// <returns>For each of the names; null where there is no such table.</returns>
    public static async Task<TableReach?[]> ReadAsync(NpgsqlDataReader reader, int count, CancellationToken cancellationToken)
    {
        var tables = new TableReach?[count];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var verb = reader.GetString(1) switch { "i" => EntityState.Added, "u" => EntityState.Modified, _ => EntityState.Deleted };
            var table = tables[reader.GetInt32(0) - 1] ??= new TableReach();
            table._names[verb] = reader.GetBoolean(2) ? null : reader.GetFieldValue<string[]>(3);
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return tables;
    }

    /// <summary>The names; null if any table may change, as with a trigger.</summary>
    public IReadOnlyCollection<string>? Of(EntityState kind) => _names[kind];
}
