namespace Conditional.Bulk.Benchmarks;

/// <summary>This library, with some options.</summary>
internal sealed class LibraryWay(string name, LibraryOptions options) : Way(name)
{
    public override bool NeedsPostgreSql => options.NeedPostgreSql;

    public override Task<IReadOnlyList<Report>> RunAsync(
        Endpoint endpoint, Workload workload, CancellationToken cancellationToken)
    {
        var provider = new DbOpsProvider<BenchmarkDb>(endpoint.Contexts(workload.Host, options));
        return provider.WriteAsync((ops, token) => workload.Work.WriteAsync(ops, workload.Drafts, token), cancellationToken);
    }
}
