using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Conditional.Bulk;

/// <summary>The tables that a window writes so far, with those that the database changes along with them.</summary>
internal sealed class WrittenTables(bool deletes)
{
    private readonly HashSet<IEntityType> _entityTypes = [];
    private readonly HashSet<(string Name, string? Schema)> _names = [];
    private readonly HashSet<ITable> _deletedFrom = [];

    /// <summary>Whether the model declares a trigger on one of them: what that does is unknown.</summary>
    public bool HasTrigger { get; private set; }

    /// <param name="entityType">The entity type of a row that is written.</param>
    public void Add(IEntityType entityType)
    {
        if (!_entityTypes.Add(entityType)) return;

        foreach (var mapping in entityType.GetTableMappings()) Add(mapping.Table, deletes);
    }

    /// <param name="tables">The tables that a query reads; null if unknown.</param>
    public bool Overlap(IReadOnlyList<(string Name, string? Schema)>? tables) => tables is null || tables.Any(_names.Contains);

    private void Add(ITable table, bool deletesRows)
    {
        _names.Add((table.Name, table.Schema));
        HasTrigger |= table.Triggers.Any();
        if (!deletesRows || !_deletedFrom.Add(table)) return;

        foreach (var constraint in table.ReferencingForeignKeyConstraints)
        {
            if (constraint.OnDeleteAction is ReferentialAction.Cascade) Add(constraint.Table, deletesRows: true);
            else if (constraint.OnDeleteAction is ReferentialAction.SetNull or ReferentialAction.SetDefault) Add(constraint.Table, deletesRows: false);
        }
    }
}
