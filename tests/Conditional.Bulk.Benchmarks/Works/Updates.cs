namespace Conditional.Bulk.Benchmarks;

/// <summary>A fragment gets another document. An item that violates a constraint has an empty one.</summary>
internal sealed class Updates() : ExistingWork("updates"), ISetBasedWork
{
    private const string OldDocument = """{"enabled":false}""";

    public override WriteFailureKind Violation => WriteFailureKind.CheckViolation;

    public string SetBasedSql =>
        """
        UPDATE fragments AS f SET "Document" = draft.document
        FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[]) AS draft (id, name, scope, scope_id, document)
        WHERE f."Id" = draft.id
            AND EXISTS (SELECT FROM allow_list AS a WHERE a."Name" = draft.name AND a."Scope" = draft.scope)
            AND draft.document <> ''
        RETURNING f."ScopeId"
        """;

    public override Draft NewDraft(Outcome outcome, int index) => outcome == Outcome.Violating
        ? base.NewDraft(outcome, index) with { Document = "" }
        : base.NewDraft(outcome, index);

    public override IEnumerable<Row> RowsAfter(Workload workload) => workload.Drafts.Select((draft, i) =>
        workload.Expected[i] == Outcome.Written ? RowHandedBack(workload, i) : Row.Of(DraftBefore(draft), savedBy: null));

    public override Row RowHandedBack(Workload workload, int index) => Row.Of(workload.Drafts[index], workload.Host.SavedBy);

    public override async Task<IReadOnlyList<Report>> WriteAsync(
        WriteOps<BenchmarkDb> ops, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var result = await ops.BulkConditionalUpdatePartialAsync<Fragment>(
            [.. drafts.Select(draft => new Updater<Fragment>(new Spec(draft), draft.Id).OnlyIf(Granted(draft.Name, draft.Scope)))],
            cancellationToken: cancellationToken);
        return ToReports(result);
    }

    public IEnumerable<Array> SetBasedArrays(IReadOnlyList<Draft> drafts) =>
        [drafts.Select(draft => draft.Id).ToArray(), .. drafts.ToColumns()];

    protected override Draft DraftBefore(Draft draft) => draft with { Document = OldDocument };

    protected override void Stage(BenchmarkDb db, Fragment fragment, Draft draft) => fragment.Document = draft.Document;

    private sealed class Spec(Draft draft) : UpdaterSpec<Fragment>
    {
        public override void Apply(Fragment entity) => entity.Document = draft.Document;
    }
}
