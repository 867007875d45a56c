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

    /// <summary>The facts of a table; null if they have not been asked for.</summary>
    public TableFacts? Find(ITable table) => _facts.GetValueOrDefault(table);

    /// <summary>Adds the queries for tables of which nothing is known yet to a batch.</summary>
    /// <returns>Their answers; null if everything is known.</returns>
    public Question? Ask(StatementBatch batch, DbContext context, IEnumerable<ITable> tables)
    {
        List<ITable> unknown = [.. tables.Distinct().Where(table => !_facts.ContainsKey(table))];
        if (unknown.Count == 0) return null;

        var sql = context.GetService<ISqlGenerationHelper>();
        foreach (var query in CatalogueReader.Queries([.. unknown.Select(table => sql.DelimitIdentifier(table.Name, table.Schema))])) batch.Add(query);

        return new Question(this, unknown);
    }

    /// <summary>The statements that keep tables as they are until the transaction ends, or what undoes the window.</summary>
    public static IEnumerable<string> Locks(DbContext context, IEnumerable<ITable> tables)
    {
        var sql = context.GetService<ISqlGenerationHelper>();
        return tables.Select(table => $"LOCK TABLE {sql.DelimitIdentifier(table.Name, table.Schema)} IN ROW EXCLUSIVE MODE");
    }

    /// <summary>What was asked in a batch.</summary>
    internal sealed class Question(Catalogue catalogue, IReadOnlyList<ITable> tables)
    {
        /// <summary>Reads the answers, and goes to the statement after them.</summary>
        public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
        {
            var facts = await CatalogueReader.ReadAsync(reader, tables.Count, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < facts.Length; i++) catalogue._facts[tables[i]] = facts[i];
        }
    }
}
