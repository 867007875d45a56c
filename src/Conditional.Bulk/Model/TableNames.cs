using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>
/// Names by which tables are compared: one table can stand in a model under two names, with and without its schema, and on some databases
/// in another case. Two tables of one name are taken for one, which is safe.
/// </summary>
internal static class TableNames
{
    public static string Of(string name) => name.ToUpperInvariant();

    /// <summary>The tables that may hold a part of a row of the entity type.</summary>
    public static string[] Of(IEntityType entityType) => entityType.GetOrAddRuntimeAnnotationValue(
        "Conditional.Bulk:Tables", static type => type!.GetTables().Select(table => Of(table.Name)).Distinct().ToArray(), entityType);

    /// <summary>Leaves out one mention of each table that holds a row of the entity type: the row itself.</summary>
    public static void RemoveOwn(List<string> tables, IEntityType entityType)
    {
        foreach (var table in Of(entityType)) tables.Remove(table);
    }
}
