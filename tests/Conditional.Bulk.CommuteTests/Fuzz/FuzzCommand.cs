namespace Conditional.Bulk.CommuteTests;

/// <summary>A command: a table, what it does, the row, and the values that it writes, as literals.</summary>
/// <param name="Table">The table.</param>
/// <param name="Verb">What it does.</param>
/// <param name="Id">The key; null if it is generated.</param>
/// <param name="Values">What it writes.</param>
/// <param name="Link">The column that takes the key which the item's first command generates; null if none does.</param>
internal sealed record FuzzCommand(FuzzTable Table, RunVerb Verb, string? Id, IReadOnlyList<(string Column, string Value)> Values, string? Link = null)
{
    public const string Generated = "{g}";

    /// <summary>The columns of the values, in their order.</summary>
    public IEnumerable<string> Written => [.. Verb == RunVerb.Insert && Id is not null ? ["id"] : Array.Empty<string>(), .. Values.Select(value => value.Column)];

    public IReadOnlyList<string> All => Verb switch
    {
        RunVerb.Insert when Id is null => [.. Values.Select(value => value.Value)],
        RunVerb.Insert => [Id, .. Values.Select(value => value.Value)],
        RunVerb.Update => [.. Values.Select(value => value.Value), Id!],
        _ => [Id!],
    };

    public string Shape => $"{Verb} {Table.Name} {string.Join(",", Written)}";

    public string Sql => Verb switch
    {
        RunVerb.Insert => $"INSERT INTO {Table.Name} ({string.Join(", ", Written)}) VALUES ({string.Join(", ", All)})",
        RunVerb.Update => $"UPDATE {Table.Name} SET {string.Join(", ", Values.Select(value => $"{value.Column} = {value.Value}"))} WHERE id = {Id}",
        _ => $"DELETE FROM {Table.Name} WHERE id = {Id}",
    };

    /// <summary>What the rule is given: numbers and texts as the driver would get them.</summary>
    public IReadOnlyList<object?> Sent => [.. All.Select(Value)];

    private static object? Value(string literal) => literal switch
    {
        "NULL" or Generated => null,
        "true" or "false" => bool.Parse(literal),
        ['\'', ..] => literal.Trim('\''),
        _ => int.Parse(literal, System.Globalization.CultureInfo.InvariantCulture),
    };
}
