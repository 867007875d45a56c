namespace Conditional.Bulk.Benchmarks;

/// <summary>All that the database has of an item, in a form that can be compared.</summary>
internal sealed record Row(object? Key, string Name, Scope Scope, string ScopeId, string Document, string? SavedBy)
{
    public string Parts { get; init; } = "";

    public string PartKeys { get; init; } = "";

    public static Row Of(Draft draft, string? savedBy) =>
        new(draft.Id, draft.Name, draft.Scope, draft.ScopeId, draft.Document, savedBy)
        {
            Parts = TextOf(draft.Parts.Select(part => (part.Position, part.Document))),
            PartKeys = TextOf(draft.Parts.Select(part => part.Id)),
        };

    public static Row Of<TKey>(ConfigRow<TKey> row) => new(row.Id, row.Name, row.Scope, row.ScopeId, row.Document, row.SavedBy);

    public static string TextOf<T>(IEnumerable<T> values) => string.Join(' ', values);

    /// <summary>For keys that the database makes, which nobody can foresee.</summary>
    public Row WithoutKeys() => this with { Key = null, PartKeys = "" };
}
