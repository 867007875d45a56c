namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// Rows are created. An item that violates a constraint is like a row that was there before, one for each granted name.
/// </summary>
internal abstract class CreateWork<TEntity, TKey>(string name) : EntityWork<TEntity, TKey>(name) where TEntity : ConfigRow<TKey>
{
    private const string ExistingScopeId = "existing";
    private readonly Draft[] _existing =
        [.. BenchmarkDb.Names.Where(name => name != Draft.RefusedName).Select(name => Draft.New(name, ExistingScopeId))];

    public override WriteFailureKind Violation => WriteFailureKind.UniqueViolation;

    public override Draft NewDraft(Outcome outcome, int index) => outcome == Outcome.Violating
        ? base.NewDraft(outcome, index) with { ScopeId = ExistingScopeId }
        : base.NewDraft(outcome, index);

    public override IEnumerable<object> EntitiesBefore(Workload workload) => _existing.Select(NewEntity);

    public override IEnumerable<Row> RowsAfter(Workload workload)
    {
        var written = workload.Drafts.Where((_, i) => workload.Expected[i] == Outcome.Written);
        return
        [
            .. _existing.Select(draft => ToRow(draft, savedBy: null)),
            .. written.Select(draft => ToRow(draft, workload.Host.SavedBy)),
        ];
    }

    public override Row RowHandedBack(Workload workload, int index) => ToRow(workload.Drafts[index], workload.Host.SavedBy);

    public override async Task<IReadOnlyList<Report>> WriteAsync(
        WriteOps<BenchmarkDb> ops, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var result = await ops.BulkConditionalCreatePartialAsync<TEntity>(
            [.. drafts.Select(draft => new Spec(this, draft).OnlyIf(Granted(draft.Name, draft.Scope)))],
            cancellationToken: cancellationToken);
        return ToReports(result);
    }

    public override ValueTask<object> StageAsync(BenchmarkDb db, Draft draft, CancellationToken cancellationToken)
    {
        var entity = NewEntity(draft);
        db.Add(entity);
        return new(entity);
    }

    public override ValueTask<IReadOnlyList<object>> StageAllAsync(
        BenchmarkDb db, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        TEntity[] entities = [.. drafts.Select(NewEntity)];
        db.AddRange(entities);
        return new(entities);
    }

    /// <summary>What a caller would make of a draft.</summary>
    protected abstract TEntity NewEntity(Draft draft);

    private Row ToRow(Draft draft, string? savedBy)
    {
        var row = Row.Of(draft, savedBy);
        return DatabaseMakesKeys ? row.WithoutKeys() : row;
    }

    private sealed class Spec(CreateWork<TEntity, TKey> work, Draft draft) : CreatorSpec<TEntity>
    {
        public override TEntity BuildEntity() => work.NewEntity(draft);
    }
}
