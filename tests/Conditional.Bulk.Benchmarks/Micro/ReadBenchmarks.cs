using BenchmarkDotNet.Attributes;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Reading one row by its key on SQLite: the library builds the query for each call.</summary>
[MemoryDiagnoser]
public class ReadBenchmarks : SqliteBenchmarks
{
    [Benchmark(Baseline = true)]
    public Task EntityFramework() => Db.Fragments.AsNoTracking().SingleOrDefaultAsync(f => f.Id == FragmentId);

    [Benchmark]
    public Task QueryByKey() => Ops.QueryAsync<Fragment>([FragmentId]);

    [Benchmark]
    public Task Exists() => Ops.ExistsAsync(
        OnlyIf.Exists<AllowListEntry>(a => a.Name == "setting-0" && a.Scope == Scope.Tenant));
}
