using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// The command that locks the row of an update or purge: one statement for each table that may hold a part of it (those of derived
/// types, the fragments of a split entity), in the order of their names, so that no two sessions lock them crosswise. Npgsql sends
/// the statements in one round trip.
/// </summary>
internal static class TargetLocks
{
    private const string Annotation = "Conditional.Bulk:TargetLocks";

    /// <summary>
    /// The command for one row of an entity type, all tables, made once for each model; its parameters are named as
    /// <see cref="Values"/> does.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="entityType">The entity type.</param>
    /// <param name="column">A second column of each statement; empty for none, as nearly always.</param>
    public static IRelationalCommand CommandFor(DbContext context, IEntityType entityType, string column = "") => column.Length == 0
        ? CommandsFor(context, entityType).AllTables
        : Create(context, entityType, MappingsOf(entityType), column);

    /// <summary>The tables that may hold a part of the row.</summary>
    public static IReadOnlyList<(string Name, string? Schema)> TablesOf(IEntityType entityType) =>
        [.. MappingsOf(entityType).Select(mapping => (mapping.Table.Name, mapping.Table.Schema))];

    /// <summary>Statements that lock many rows: table by table, and in each in the order of the keys.</summary>
    /// <returns>The statements, each with the index of its key.</returns>
    public static IEnumerable<(NpgsqlBatchCommand Statement, int Key)> StatementsFor(
        DbContext context, IEntityType entityType, IReadOnlyList<IReadOnlyList<object>> keys)
    {
        if (keys.Count == 0) return [];

        var arguments = context.CommandArguments();
        List<int> ordered = [.. Enumerable.Range(0, keys.Count).OrderBy(i => keys[i], KeyOrder.Instance)];
        return CommandsFor(context, entityType).EachTable.SelectMany(
            command => ordered.Select(i => (command.CreateBatchCommand(arguments, Values(keys[i])), i)));
    }

    /// <summary>The values of the command's parameters.</summary>
    public static Dictionary<string, object?> Values(IReadOnlyList<object> keyValues) =>
        keyValues.Select((value, i) => (value, i)).ToDictionary(pair => Name(pair.i), pair => (object?)pair.value);

    private static Commands CommandsFor(DbContext context, IEntityType entityType) =>
        entityType.GetOrAddRuntimeAnnotationValue(
            Annotation, static argument => Create(argument.context!, argument.entityType!), (context, entityType));

    private static Commands Create(DbContext context, IEntityType entityType)
    {
        var mappings = MappingsOf(entityType);
        if (mappings.Count == 0)
        {
            throw new CannotLockException($"The '{entityType.DisplayName()}' to write cannot be locked: it is mapped to no table.");
        }

        return new Commands(
            Create(context, entityType, mappings),
            [.. mappings.Select(mapping => Create(context, entityType, [mapping]))]);
    }

    /// <summary>A row that is read by its base type may be of any derived one.</summary>
    private static List<ITableMapping> MappingsOf(IEntityType entityType) =>
    [
        .. entityType.GetDerivedTypesInclusive()
            .SelectMany(type => type.GetTableMappings())
            .DistinctBy(mapping => mapping.Table)
            .OrderBy(mapping => mapping.Table.Schema, StringComparer.Ordinal)
            .ThenBy(mapping => mapping.Table.Name, StringComparer.Ordinal),
    ];

    private static IRelationalCommand Create(
        DbContext context, IEntityType entityType, IEnumerable<ITableMapping> mappings, string column = "")
    {
        var sql = context.GetService<ISqlGenerationHelper>();
        var builder = context.GetService<IRelationalCommandBuilderFactory>().Create();
        var key = entityType.FindPrimaryKey()!.Properties;
        for (var i = 0; i < key.Count; i++)
        {
            builder.AddParameter(Name(i), sql.GenerateParameterName(Name(i)), key[i].GetRelationalTypeMapping(), nullable: false);
        }

        foreach (var mapping in mappings)
        {
            var conditions = key.Select((property, i) =>
                $"{sql.DelimitIdentifier(ColumnOf(mapping, property).Name)} = {sql.GenerateParameterName(Name(i))}");
            builder
                .Append($"SELECT 1{column} FROM {sql.DelimitIdentifier(mapping.Table.Name, mapping.Table.Schema)} ")
                .Append($"WHERE {string.Join(" AND ", conditions)} FOR NO KEY UPDATE")
                .AppendLine(sql.StatementTerminator);
        }

        return builder.Build();
    }

    private static IColumn ColumnOf(ITableMapping mapping, IProperty property) =>
        mapping.ColumnMappings.Single(column => column.Property == property).Column;

    private static string Name(int i) => $"key{i}";

    private sealed record Commands(IRelationalCommand AllTables, IReadOnlyList<IRelationalCommand> EachTable);
}
