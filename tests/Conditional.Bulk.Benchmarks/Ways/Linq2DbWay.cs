using LinqToDB.Data;

namespace Conditional.Bulk.Benchmarks;

/// <summary>The bulk copy of linq2db, which sends COPY for entities of EF's model. No gates, and one bad row fails all.</summary>
internal sealed class Linq2DbWay() : Way("linq2db")
{
    private static readonly BulkCopyOptions s_options = new() { BulkCopyType = BulkCopyType.ProviderSpecific };

    public override bool NeedsPostgreSql => true;

    public override bool IsolatesItems => false;

    public override bool UsesSaveChanges => false;

    public override bool CanDo(Work work) => work is IBulkCopiedWork;

    public override async Task<IReadOnlyList<Report>> RunAsync(
        Endpoint endpoint, Workload workload, CancellationToken cancellationToken)
    {
        await using var db = endpoint.Contexts(workload.Host).CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ((IBulkCopiedWork)workload.Work).BulkCopyAsync(db, s_options, workload.Drafts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Report.AllWritten(workload.Count);
    }
}

/// <summary>Work that a bulk copy of entities can do.</summary>
internal interface IBulkCopiedWork
{
    Task BulkCopyAsync(BenchmarkDb db, BulkCopyOptions options, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken);
}
