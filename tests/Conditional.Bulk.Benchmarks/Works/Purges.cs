namespace Conditional.Bulk.Benchmarks;

/// <summary>A fragment is deleted. An item that violates a constraint has a pin that refers to it.</summary>
internal sealed class Purges() : ExistingWork("purges"), ISetBasedWork
{
    public override WriteFailureKind Violation => WriteFailureKind.ForeignKeyViolation;

    public override bool LeavesRow(Draft draft) => false;

    public string SetBasedSql =>
        """
        DELETE FROM fragments AS f
        USING unnest($1::uuid[], $2::text[], $3::int[]) AS draft (id, name, scope)
        WHERE f."Id" = draft.id
            AND EXISTS (SELECT FROM allow_list AS a WHERE a."Name" = draft.name AND a."Scope" = draft.scope)
            AND NOT EXISTS (SELECT FROM pins AS p WHERE p."FragmentId" = draft.id)
        RETURNING f."ScopeId"
        """;

    public override IEnumerable<object> EntitiesBefore(Workload workload)
    {
        var pins = Select(workload, Outcome.Violating).Select(draft => new Pin { FragmentId = draft.Id });
        return base.EntitiesBefore(workload).Concat(pins);
    }

    public override IEnumerable<Row> RowsAfter(Workload workload) =>
        Select(workload, Outcome.Refused, Outcome.Violating).Select(draft => Row.Of(draft, savedBy: null));

    public override Row RowHandedBack(Workload workload, int index) => Row.Of(workload.Drafts[index], savedBy: null);

    public override async Task<IReadOnlyList<Report>> WriteAsync(
        WriteOps<BenchmarkDb> ops, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var result = await ops.BulkConditionalPurgePartialAsync<Fragment>(
            [.. drafts.Select(draft => new Purger<Fragment>(draft.Id).OnlyIf(Granted(draft.Name, draft.Scope)))],
            cancellationToken: cancellationToken);
        return ToReports(result);
    }

    public IEnumerable<Array> SetBasedArrays(IReadOnlyList<Draft> drafts) =>
    [
        drafts.Select(draft => draft.Id).ToArray(),
        drafts.Select(draft => draft.Name).ToArray(),
        drafts.Select(draft => (int)draft.Scope).ToArray(),
    ];

    protected override void Stage(BenchmarkDb db, Fragment fragment, Draft draft) => db.Remove(fragment);

    private static IEnumerable<Draft> Select(Workload workload, params Outcome[] outcomes) =>
        workload.Drafts.Where((_, i) => outcomes.Contains(workload.Expected[i]));
}
