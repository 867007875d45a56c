using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>The names that the EF model has for what an error names.</summary>
internal static class ModelNames
{
    /// <summary>
    /// Whether the error's table is one of the model's, and its constraint, if it names one, is one of that table's. A check constraint is: it has the
    /// same name in all partitions, and the model that EF keeps at run time does not tell it.
    /// </summary>
    public static bool Knows(IModel model, DatabaseError error) => model.GetRelationalModel().Tables.Any(table =>
        table.Name == error.TableName
        && (table.Schema ?? error.SchemaName) == error.SchemaName
        && (error.ConstraintName is null || error.Kind == WriteFailureKind.CheckViolation || ConstraintsOf(table).Contains(error.ConstraintName)));

    private static IEnumerable<string?> ConstraintsOf(ITable table) =>
        table.UniqueConstraints.Select(key => key.Name)
            .Concat(table.Indexes.Select(index => index.Name))
            .Concat(table.ForeignKeyConstraints.Select(foreignKey => foreignKey.Name));
}
