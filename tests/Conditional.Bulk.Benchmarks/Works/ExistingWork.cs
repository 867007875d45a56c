namespace Conditional.Bulk.Benchmarks;

/// <summary>Something is done with fragments that are there, one for each item.</summary>
internal abstract class ExistingWork(string name) : EntityWork<Fragment, Guid>(name)
{
    private const int KeysAtOnce = 1000;

    public override IEnumerable<object> EntitiesBefore(Workload workload) =>
        workload.Drafts.Select(draft => DraftBefore(draft).Fill(new Fragment { Id = draft.Id }));

    public override async ValueTask<object> StageAsync(BenchmarkDb db, Draft draft, CancellationToken cancellationToken)
    {
        var fragment = await db.Fragments.SingleAsync(f => f.Id == draft.Id, cancellationToken);
        Stage(db, fragment, draft);
        return fragment;
    }

    public override async ValueTask<IReadOnlyList<object>> StageAllAsync(
        BenchmarkDb db, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var staged = new List<Fragment>(drafts.Count);
        foreach (var some in drafts.Chunk(KeysAtOnce))
        {
            var ids = some.Select(draft => draft.Id).ToArray();
            var fragments = await db.Fragments.Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Id, cancellationToken);
            staged.AddRange(some.Select(draft => fragments[draft.Id]));
        }

        for (var i = 0; i < drafts.Count; i++) Stage(db, staged[i], drafts[i]);
        return staged;
    }

    /// <summary>The row of an item before a run.</summary>
    protected virtual Draft DraftBefore(Draft draft) => draft;

    /// <summary>Changes a fragment that was loaded.</summary>
    protected abstract void Stage(BenchmarkDb db, Fragment fragment, Draft draft);
}
