namespace Conditional.Bulk.PostgreSQL;

/// <summary>The order of tables in which those that are referred to come before those that refer to them, as far as there is one.</summary>
internal sealed class TableRanks
{
    private readonly Dictionary<uint, TableFacts> _tables;
    private readonly Dictionary<uint, int> _ranks = [];

    public TableRanks(IEnumerable<TableFacts> tables) => _tables = tables.DistinctBy(table => table.Id).ToDictionary(table => table.Id);

    public int Of(uint table)
    {
        if (_ranks.TryGetValue(table, out var rank)) return rank;

        _ranks[table] = 0;
        if (!_tables.TryGetValue(table, out var facts)) return 0;

        foreach (var key in facts.ForeignKeys)
        {
            if (key.Target != table && _tables.ContainsKey(key.Target)) rank = Math.Max(rank, Of(key.Target) + 1);
        }

        return _ranks[table] = rank;
    }
}
