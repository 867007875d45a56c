namespace Conditional.Bulk.Benchmarks;

/// <summary>EF Core alone: one SaveChanges, which opens its own transaction. No gates, and one bad row fails all.</summary>
internal sealed class SaveChangesWay() : Way("savechanges")
{
    public override bool IsolatesItems => false;

    public override async Task<IReadOnlyList<Outcome>> RunAsync(
        Endpoint endpoint, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        await using var db = endpoint.Contexts.CreateDbContext();
        db.Fragments.AddRange(drafts.Select(draft => draft.ToFragment()));
        await db.SaveChangesAsync(cancellationToken);
        return [.. Enumerable.Repeat(Outcome.Written, drafts.Count)];
    }
}
