using BenchmarkDotNet.Attributes;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Creates on SQLite: one item, gated or not, and a batch.</summary>
[MemoryDiagnoser]
public class CreateBenchmarks : SqliteBenchmarks
{
    private const int Batch = 100;
    private static readonly OnlyIf s_granted =
        OnlyIf.Exists<AllowListEntry>(a => a.Name == "setting-0" && a.Scope == Scope.Tenant);
    private static readonly OnlyIf s_refused =
        OnlyIf.Exists<AllowListEntry>(a => a.Name == "setting-0" && a.Scope == Scope.Public);

    [Benchmark(Baseline = true)]
    public Task Create() => Ops.CreateAsync(NewSpec());

    [Benchmark]
    public Task GatedCreate() => Ops.CreateAsync(NewSpec().OnlyIf(s_granted));

    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task GatedBatch()
    {
        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>(
            [.. Enumerable.Range(0, Batch).Select(_ => NewSpec().OnlyIf(s_granted))]);
        result.ThrowIfAnyFailed();
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task RefusedBatch()
    {
        var result = await Ops.BulkConditionalCreatePartialAsync<Fragment>(
            [.. Enumerable.Range(0, Batch).Select(_ => NewSpec().OnlyIf(s_refused))]);
        if (result.Failed.Count != Batch) throw new InvalidOperationException("An item was not refused.");
    }

    private static Spec NewSpec() => new(Draft.New("setting-0", Guid.NewGuid().ToString()));

    private sealed class Spec(Draft draft) : CreatorSpec<Fragment>
    {
        public override Fragment BuildEntity() => draft.Fill(new Fragment { Id = draft.Id });
    }
}
