using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>
/// Entities and rows as text. A key that the database generates, and what refers to it, is written as a mark that
/// <see cref="Ranked"/> replaces by its rank: such keys may have gaps, and stand in the order in which they were given.
/// </summary>
internal static partial class RowText
{
    /// <summary>The values of an entity and of what hangs on it, so that results that are connected are seen.</summary>
    public static string Graph(IModel model, object entity) => Graph(model, entity, []);

    /// <summary>The values of an entity alone.</summary>
    public static string Values(IModel model, object entity) => Values(TypeOf(model, entity), entity);

    /// <summary>All rows of all tables, read past EF.</summary>
    public static async Task<List<string>> AllAsync(DbContext context)
    {
        var rows = new List<string>();
        await context.Database.OpenConnectionAsync();
        foreach (var table in Tables(context.Model))
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {Quoted(table.Schema, table.Name)}";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) rows.Add($"{table.Name}({string.Join(", ", Cells(table, reader))})");
        }

        await context.Database.CloseConnectionAsync();
        return rows;
    }

    /// <summary>The tables of the model, each once even if it has two names there.</summary>
    public static IEnumerable<ITable> Tables(IModel model) =>
        model.GetRelationalModel().Tables.DistinctBy(table => table.Name, StringComparer.OrdinalIgnoreCase);

    public static string Quoted(string? schema, string name) => schema is null ? $"\"{name}\"" : $"\"{schema}\".\"{name}\"";

    /// <summary>Replaces marks of generated keys by their ranks among all marks of a run.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Ranked(params IReadOnlyList<string>[] parts)
    {
        var ranks = parts.SelectMany(part => part).SelectMany(text => Mark().Matches(text).Select(KeyOf)).Distinct()
            .GroupBy(key => key.Root)
            .SelectMany(keys => keys.OrderBy(key => key.Value).Select((key, index) => (key, Rank: index + 1)))
            .ToDictionary(key => key.key, key => key.Rank);
        return [.. parts.Select(part => (IReadOnlyList<string>)[.. part.Select(WithRanks)])];

        string WithRanks(string text) => Mark().Replace(text, match => $"#{ranks[KeyOf(match)]}");

        static (string Root, long Value) KeyOf(Match match) =>
            (match.Groups[1].Value, long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    private static string Graph(IModel model, object entity, HashSet<object> seen)
    {
        if (!seen.Add(entity)) return "(again)";

        var type = TypeOf(model, entity);
        var related = type.GetNavigations().Cast<INavigationBase>().Concat(type.GetSkipNavigations())
            .Where(navigation => !navigation.IsShadowProperty())
            .Select(navigation => (navigation.Name, Value: navigation.GetMemberInfo(false, false) switch
            {
                System.Reflection.PropertyInfo property => property.GetValue(entity),
                System.Reflection.FieldInfo field => field.GetValue(entity),
                _ => null,
            }))
            .Where(navigation => navigation.Value is not null)
            .Select(navigation => $" {navigation.Name}[{Related(navigation.Value!)}]");
        return Values(type, entity) + string.Concat(related.Where(text => !text.EndsWith("[]", StringComparison.Ordinal)));

        string Related(object value) => string.Join("; ", value is IEnumerable many
            ? many.Cast<object>().Select(one => Graph(model, one, seen)).Order(StringComparer.Ordinal)
            : [Graph(model, value, seen)]);
    }

    private static string Values(IEntityType type, object entity) =>
        $"{type.ShortName()}({string.Join(", ", Values((ITypeBase)type, entity))})";

    private static IEnumerable<string> Values(ITypeBase type, object instance) => type.GetProperties()
        .Where(property => !property.IsShadowProperty())
        .Select(property => $"{property.Name}={Cell(RootOf(property), property.GetGetter().GetClrValue(instance))}")
        .Concat(type.GetComplexProperties().Select(complex =>
            complex.GetGetter().GetClrValue(instance) is { } value && !complex.IsCollection
                ? $"{complex.Name}=({string.Join(", ", Values(complex.ComplexType, value))})"
                : $"{complex.Name}=null"));

    private static IEntityType TypeOf(IModel model, object entity) =>
        model.FindRuntimeEntityType(entity.GetType()) ?? model.FindEntityTypes(entity.GetType()).First();

    private static IEnumerable<string> Cells(ITable table, DbDataReader reader) =>
        Enumerable.Range(0, reader.FieldCount).Select(i =>
        {
            var property = table.FindColumn(reader.GetName(i))?.PropertyMappings.FirstOrDefault()?.Property;
            return $"{reader.GetName(i)}={Cell(property is null ? null : RootOf(property), reader.GetValue(i))}";
        });

    /// <summary>Temporary keys are no keys, and are written as they are.</summary>
    private static string Cell(string? root, object? value) => value switch
    {
        null or DBNull => "null",
        int or long when root is not null && Convert.ToInt64(value, CultureInfo.InvariantCulture) > 0 => $"«{root}:{value}»",
        byte[] bytes => Convert.ToHexString(bytes),
        string text => text,
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(one => Cell(null, one)))}]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    /// <summary>The generated key that a property holds or refers to; null if there is none.</summary>
    private static string? RootOf(IProperty property)
    {
        for (var depth = 0; depth < 8; depth++)
        {
            if (property.FindFirstPrincipal() is { } principal && principal != property)
            {
                property = (IProperty)principal;
                continue;
            }

            var generated = property.IsPrimaryKey() && property.ValueGenerated == ValueGenerated.OnAdd
                && (property.ClrType == typeof(int) || property.ClrType == typeof(long));
            return generated ? property.DeclaringType.ShortName() : null;
        }

        return null;
    }

    [GeneratedRegex("«([^:»]+):(\\d+)»")]
    private static partial Regex Mark();
}
