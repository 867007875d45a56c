using BenchmarkDotNet.Attributes;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Making gates, without a database.</summary>
[MemoryDiagnoser]
public class GateBenchmarks
{
    private readonly string _name = BenchmarkDb.Names[0];
    private OnlyIf _granted = null!;
    private OnlyIf _free = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _granted = Exists();
        _free = NotExists();
    }

    [Benchmark(Baseline = true)]
    public OnlyIf Exists() => OnlyIf.Exists<AllowListEntry>(a => a.Name == _name && a.Scope == Scope.Tenant);

    [Benchmark]
    public OnlyIf NotExists() => OnlyIf.NotExists<Fragment>(f => f.Name == _name && f.Scope == Scope.Tenant);

    [Benchmark]
    public OnlyIf And() => _granted & _free;

    [Benchmark]
    public OnlyIf NegatedOr() => !(_granted | _free);

    [Benchmark]
    public OnlyIf OrThrow() => _granted.OrThrow(() => new InvalidOperationException());
}
