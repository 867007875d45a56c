namespace Conditional.Bulk.Benchmarks;

/// <summary>What a caller hands over for one item.</summary>
internal sealed record Draft(Guid Id, string Name, Scope Scope, string ScopeId, string Document)
{
    private const string SomeDocument =
        """{"enabled":true,"limit":250,"regions":["eu-central-1","eu-west-3"],"owner":"platform"}""";

    /// <summary>For graphs.</summary>
    public IReadOnlyList<DraftPart> Parts { get; init; } = [];

    /// <summary>For works that do different things with items.</summary>
    public Turn Turn { get; init; }

    /// <summary>A name that the allow-list does not have.</summary>
    public static string RefusedName => BenchmarkDb.Names[^1];

    public static Draft New(string name, string scopeId) =>
        new(Guid.CreateVersion7(), name, Scope.Tenant, scopeId, SomeDocument);

    /// <summary>A name that the allow-list has, another one for each of a few items that follow each other.</summary>
    public static string GrantedName(int index) => BenchmarkDb.Names[index % (BenchmarkDb.Names.Count - 1)];

    /// <summary>Gives a new row the values of this draft, but for its key.</summary>
    public TRow Fill<TRow>(TRow row) where TRow : ConfigRow
    {
        (row.Name, row.Scope, row.ScopeId, row.Document) = (Name, Scope, ScopeId, Document);
        return row;
    }
}

/// <summary>What is done with an item of a mixed work.</summary>
internal enum Turn
{
    Update,
    Create,
    Purge,
}

/// <summary>A part of a graph.</summary>
internal sealed record DraftPart(Guid Id, int Position, string Document)
{
    public static DraftPart New(int position) =>
        new(Guid.CreateVersion7(), position, $$"""{"step":{{position}},"enabled":true}""");
}
