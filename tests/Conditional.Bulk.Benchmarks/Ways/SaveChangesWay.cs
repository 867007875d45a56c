namespace Conditional.Bulk.Benchmarks;

/// <summary>EF Core alone: one SaveChanges, which opens its own transaction. No gates, and one bad row fails all.</summary>
internal sealed class SaveChangesWay() : Way("savechanges")
{
    public override bool IsolatesItems => false;

    public override async Task<IReadOnlyList<Report>> RunAsync(
        Endpoint endpoint, Workload workload, CancellationToken cancellationToken)
    {
        await using var db = endpoint.Contexts(workload.Host).CreateDbContext();
        var entities = await workload.Work.StageAllAsync(db, workload.Drafts, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return [.. entities.Select(entity => new Report(Outcome.Written, entity))];
    }
}
