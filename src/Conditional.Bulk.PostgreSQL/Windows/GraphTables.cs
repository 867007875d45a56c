using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>The tables that may be written along with a table, because a graph can reach them.</summary>
internal static class GraphTables
{
    /// <summary>In a model where everything hangs together the nearest have to do.</summary>
    private const int Most = 16;

    /// <summary>The tables, and those around them.</summary>
    public static IReadOnlyCollection<ITable> Around(IEnumerable<ITable> tables)
    {
        var found = new HashSet<ITable>();
        var pending = new Queue<ITable>(tables);
        while (found.Count < Most && pending.TryDequeue(out var table))
        {
            if (!found.Add(table)) continue;

            foreach (var near in table.EntityTypeMappings.SelectMany(mapping => Near(mapping.TypeBase))) pending.Enqueue(near);
        }

        return found;
    }

    private static IEnumerable<ITable> Near(ITypeBase type) => type is not IEntityType entityType
        ? []
        : entityType.GetNavigations().Select(navigation => navigation.TargetEntityType)
            .Concat(entityType.GetSkipNavigations().SelectMany(navigation => new[] { navigation.TargetEntityType, navigation.JoinEntityType }))
            .SelectMany(target => target.GetDerivedTypesInclusive())
            .SelectMany(target => target.GetTableMappings())
            .Select(mapping => mapping.Table);
}
