using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Conditional.Bulk.Infrastructure;

/// <summary>What the model says that a write changes besides its row.</summary>
public static class ModelReach
{
    /// <summary>The tables that foreign keys of the model change when a row is written.</summary>
    /// <param name="table">The table.</param>
    /// <param name="kind">Added, Modified or Deleted.</param>
    /// <returns>The tables' names; null if the model declares a trigger on the way.</returns>
    public static IReadOnlyCollection<string>? Of(ITable table, EntityState kind)
    {
        ArgumentNullException.ThrowIfNull(table);
        var reached = new HashSet<string>();
        return TryReach(table, kind == EntityState.Deleted, reached, []) ? reached : null;
    }

    private static bool TryReach(ITable table, bool deletes, HashSet<string> reached, HashSet<ITable> deletedFrom)
    {
        if (table.Triggers.Any()) return false;
        if (!deletes || !deletedFrom.Add(table)) return true;

        foreach (var constraint in table.ReferencingForeignKeyConstraints)
        {
            var cascades = constraint.OnDeleteAction is ReferentialAction.Cascade;
            if (!cascades && constraint.OnDeleteAction is not (ReferentialAction.SetNull or ReferentialAction.SetDefault)) continue;

            reached.Add(constraint.Table.Name);
            if (!TryReach(constraint.Table, cascades, reached, deletedFrom)) return false;
        }

        return true;
    }
}
