namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// Rows that another system knows by their scope ids: every second one is there and gets another document, the others are created. An item that
/// violates a constraint has an empty document.
/// </summary>
internal sealed class Upserts() : EntityWork<SyncedFragment, long>("upserts"), ISetBasedWork
{
    private const int KeysAtOnce = 1000;
    private const string OldDocument = """{"enabled":false}""";

    public override WriteFailureKind Violation => WriteFailureKind.CheckViolation;

    public override bool DatabaseMakesKeys => true;

    public string SetBasedSql =>
        """
        INSERT INTO synced_fragments ("Name", "Scope", "ScopeId", "Document")
        SELECT draft.* FROM unnest($1::text[], $2::int[], $3::text[], $4::text[]) AS draft (name, scope, scope_id, document)
        WHERE EXISTS (SELECT FROM allow_list AS a WHERE a."Name" = draft.name AND a."Scope" = draft.scope) AND draft.document <> ''
        ON CONFLICT ("ScopeId") DO UPDATE SET "Document" = excluded."Document"
        RETURNING "ScopeId", "Id"
        """;

    public override Draft NewDraft(Outcome outcome, int index)
    {
        var draft = base.NewDraft(outcome, index) with { Turn = index % 2 == 0 ? Turn.Update : Turn.Create };
        return outcome == Outcome.Violating ? draft with { Document = "" } : draft;
    }

    public override IEnumerable<object> EntitiesBefore(Workload workload) => workload.Drafts.Where(IsThere).Select(draft => NewEntity(Before(draft)));

    public override IEnumerable<Row> RowsAfter(Workload workload)
    {
        for (var i = 0; i < workload.Count; i++)
        {
            if (workload.Expected[i] == Outcome.Written) yield return RowHandedBack(workload, i);
            else if (IsThere(workload.Drafts[i])) yield return Row.Of(Before(workload.Drafts[i]), savedBy: null).WithoutKeys();
        }
    }

    public override Row RowHandedBack(Workload workload, int index) => Row.Of(workload.Drafts[index], workload.Host.SavedBy).WithoutKeys();

    public override async Task<IReadOnlyList<Report>> WriteAsync(
        WriteOps<BenchmarkDb> ops, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var result = await ops.BulkConditionalUpsertPartialAsync(
            [
                .. drafts.Select(draft => new Upserter<SyncedFragment>(
                    CreatorSpec.For(() => NewEntity(draft)),
                    UpdaterSpec.For<SyncedFragment>(row => row.Document = draft.Document),
                    Key<SyncedFragment>.Of(row => row.ScopeId, draft.ScopeId)).OnlyIf(Granted(draft.Name, draft.Scope))),
            ],
            cancellationToken);
        return ToReports(result);
    }

    public override async ValueTask<object> StageAsync(BenchmarkDb db, Draft draft, CancellationToken cancellationToken) => Stage(
        db, await db.Set<SyncedFragment>().SingleOrDefaultAsync(row => row.ScopeId == draft.ScopeId, cancellationToken), draft);

    public override async ValueTask<IReadOnlyList<object>> StageAllAsync(
        BenchmarkDb db, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, SyncedFragment>();
        foreach (var scopeIds in drafts.Select(draft => draft.ScopeId).Chunk(KeysAtOnce))
        {
            await foreach (var row in db.Set<SyncedFragment>().Where(r => scopeIds.Contains(r.ScopeId)).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                rows.Add(row.ScopeId, row);
            }
        }

        return [.. drafts.Select(draft => Stage(db, rows.GetValueOrDefault(draft.ScopeId), draft))];
    }

    public IEnumerable<Array> SetBasedArrays(IReadOnlyList<Draft> drafts) => drafts.ToColumns();

    private static bool IsThere(Draft draft) => draft.Turn == Turn.Update;

    private static Draft Before(Draft draft) => draft with { Document = OldDocument };

    private static SyncedFragment NewEntity(Draft draft) => draft.Fill(new SyncedFragment());

    private static SyncedFragment Stage(BenchmarkDb db, SyncedFragment? found, Draft draft)
    {
        if (found is null) db.Add(found = NewEntity(draft));
        else found.Document = draft.Document;
        return found;
    }
}
