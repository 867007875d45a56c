using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// What the catalogue says of the tables that a call writes, asked once for each of them: the locks that the writes take anyway keep it as it is
/// until the transaction ends. Of one call only: between two of them the caller may roll back to a savepoint, which gives locks back.
/// </summary>
internal sealed class Catalogue
{
    private readonly Dictionary<ITable, TableFacts> _facts = [];
    private readonly Dictionary<ITable, TableReach?> _reaches = [];

    /// <summary>The facts of a table; null if they have not been asked for.</summary>
    public TableFacts? Find(ITable table) => _facts.GetValueOrDefault(table);

    /// <summary>What changes along with a table; null if that has not been asked for, or there is no such table.</summary>
    public TableReach? FindReach(ITable table) => _reaches.GetValueOrDefault(table);

    /// <summary>Whether it has been asked what changes along with a table.</summary>
    public bool KnowsReachOf(ITable table) => _reaches.ContainsKey(table);

    /// <summary>Adds the queries for the facts of tables of which they are not known yet to a batch.</summary>
    /// <returns>Their answers; null if everything is known.</returns>
    public CatalogueQuestion? Ask(StatementBatch batch, DbContext context, IEnumerable<ITable> tables)
    {
        List<ITable> unknown = [.. tables.Distinct().Where(table => !_facts.ContainsKey(table))];
        if (unknown.Count == 0) return null;

        foreach (var query in CatalogueReader.Queries(NamesOf(unknown, context))) batch.Add(query);
        return new CatalogueQuestion(async (reader, cancellationToken) =>
        {
            var facts = await CatalogueReader.ReadAsync(reader, unknown.Count, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < facts.Length; i++) _facts[unknown[i]] = facts[i];
        });
    }

    /// <summary>Adds the query for what changes along with tables of which that is not known yet to a batch.</summary>
    /// <returns>Its answer; null if everything is known.</returns>
    public CatalogueQuestion? AskReach(StatementBatch batch, DbContext context, IEnumerable<ITable> tables)
    {
        List<ITable> unknown = [.. tables.Distinct().Where(table => !_reaches.ContainsKey(table))];
        if (unknown.Count == 0) return null;

        batch.Add(TableReach.Query(NamesOf(unknown, context)));
        return new CatalogueQuestion(async (reader, cancellationToken) =>
        {
            var reaches = await TableReach.ReadAsync(reader, unknown.Count, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < reaches.Length; i++) _reaches[unknown[i]] = reaches[i];
        });
    }

    /// <summary>Says that locks were given back: what is known of tables that are not locked any more is to be asked anew.</summary>
    public void ForgetAllBut(Func<ITable, bool> isLocked)
    {
        foreach (var table in _facts.Keys.Where(table => !isLocked(table)).ToList()) _facts.Remove(table);
        _reaches.Clear();
    }

    /// <summary>The statements that keep tables as they are until the transaction ends, or what undoes the window.</summary>
    public static IEnumerable<string> Locks(DbContext context, IEnumerable<ITable> tables) =>
        NamesOf(tables, context).Select(name => $"LOCK TABLE {name} IN ROW EXCLUSIVE MODE");

    private static string[] NamesOf(IEnumerable<ITable> tables, DbContext context)
    {
        var sql = context.GetService<ISqlGenerationHelper>();
        return [.. tables.Select(table => sql.DelimitIdentifier(table.Name, table.Schema))];
    }
}

/// <summary>What was asked of the catalogue in a batch.</summary>
/// <param name="read">Reads the answers.</param>
internal sealed class CatalogueQuestion(Func<NpgsqlDataReader, CancellationToken, Task> read)
{
    /// <summary>Reads the answers, and goes to the statement after them.</summary>
    public Task ReadAsync(BatchRows rows, CancellationToken cancellationToken) => read(rows.Reader, cancellationToken);
}
