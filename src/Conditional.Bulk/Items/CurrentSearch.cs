using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// The search for the row that belongs to a failure (<see cref="WriteFailure.Current"/>), and what is to be done with the failure then.
/// </summary>
/// <param name="Rows">The rows to look for: the first that is there is meant.</param>
/// <param name="Locks">Whether the row is locked before it is loaded.</param>
/// <param name="Complete">Makes the item's failure of one that has its row, or for which no row was found.</param>
internal sealed record CurrentSearch(IReadOnlyList<SoughtRow> Rows, bool Locks, Func<WriteFailure, WriteFailure> Complete)
{
    /// <summary>The row that an item is about, as its caller may see it.</summary>
    public static CurrentSearch ForTarget(WriteItem item, Func<WriteFailure, WriteFailure> complete) => new(
        [new SoughtRow(item.Target! with { IgnoredQueryFilters = [], IsCreatedIfMissing = false }, Table: null, Except: [])], Locks: true, complete);
}

/// <summary>A row that belongs to a failure if it is there.</summary>
/// <param name="Row">How to find it.</param>
/// <param name="Table">The table that holds the values of its key; null for any.</param>
/// <param name="Except">The primary keys of rows that are not meant.</param>
internal sealed record SoughtRow(TargetRow Row, ITable? Table, IReadOnlyList<(IEntityType EntityType, object?[] Key)> Except)
{
    public bool Is(LoadedRow found)
    {
        var (entityType, key) = found.PartWith(Row);
        return (Table is null || entityType.GetTableMappings().Any(mapping => mapping.Table == Table))
            && !Except.Any(other => other.EntityType.GetRootType() == entityType.GetRootType() && AreSame(entityType, other.Key, key));
    }

    private static bool AreSame(IEntityType entityType, object?[] one, object?[] other) => entityType.FindPrimaryKey()!.Properties
        .Select((property, i) => property.GetKeyValueComparer().Equals(one[i], other[i])).All(isSame => isSame);
}
