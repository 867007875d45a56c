namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// An update, a create and a purge in turn, each of another entity type, in one batch; sorted, all updates come first, then all creates. An
/// item that violates a constraint is an update or a create with an empty document.
/// </summary>
internal sealed class Mixed(bool isSorted) : Work(isSorted ? "mixed-sorted" : "mixed")
{
    private const int KeysAtOnce = 1000;
    private const string OldDocument = """{"enabled":false}""";

    public override WriteFailureKind Violation => WriteFailureKind.CheckViolation;

    public override bool LeavesRow(Draft draft) => draft.Turn != Turn.Purge;

    public override Draft NewDraft(Outcome outcome, int index) => base.NewDraft(outcome, index) switch
    {
        var draft when outcome == Outcome.Violating => draft with { Turn = (Turn)(index % 2), Document = "" },
        var draft => draft with { Turn = (Turn)(index % 3) },
    };

    public override IEnumerable<object> EntitiesBefore(Workload workload) => workload.Drafts
        .Where(draft => draft.Turn != Turn.Create)
        .Select(draft => draft.Turn == Turn.Update
            ? (object)Before(draft).Fill(new Fragment { Id = draft.Id })
            : draft.Fill(new RetiredFragment { Id = draft.Id }));

    public override IEnumerable<Row> RowsAfter(Workload workload)
    {
        for (var i = 0; i < workload.Count; i++)
        {
            var (draft, isWritten) = (workload.Drafts[i], workload.Expected[i] == Outcome.Written);
            if (draft.Turn == Turn.Update && !isWritten) yield return Row.Of(Before(draft), savedBy: null);
            else if (isWritten == (draft.Turn != Turn.Purge)) yield return RowHandedBack(workload, i);
        }
    }

    public override Row RowHandedBack(Workload workload, int index) =>
        Row.Of(workload.Drafts[index], workload.Drafts[index].Turn == Turn.Purge ? null : workload.Host.SavedBy);

    public override IAsyncEnumerable<Row> ReadRowsAsync(BenchmarkDb db) => Rows<Fragment>(db)
        .Concat(Rows<RetiredFragment>(db)).Concat(Rows<Bundle<Guid>>(db));

    public override Row ToRow(object entity) => Row.Of((ConfigRow<Guid>)entity);

    public override async Task<IReadOnlyList<Report>> WriteAsync(
        WriteOps<BenchmarkDb> ops, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var order = Enumerable.Range(0, drafts.Count);
        if (isSorted) order = order.OrderBy(i => drafts[i].Turn);
        var result = await ops.BulkWritePartialAsync(new WriteBatch<int>(order, i => ToWrite(drafts[i])), cancellationToken);

        var reports = new Report[drafts.Count];
        foreach (var item in result.Items) reports[item.Source] = ToReport(item);
        return reports;
    }

    public override async ValueTask<object> StageAsync(BenchmarkDb db, Draft draft, CancellationToken cancellationToken)
    {
        if (draft.Turn == Turn.Create) return Add(db, draft);
        if (draft.Turn == Turn.Update) return Change(await db.Fragments.SingleAsync(f => f.Id == draft.Id, cancellationToken), draft);
        return Remove(db, await db.Set<RetiredFragment>().SingleAsync(f => f.Id == draft.Id, cancellationToken));
    }

    public override async ValueTask<IReadOnlyList<object>> StageAllAsync(
        BenchmarkDb db, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var fragments = await LoadAsync<Fragment>(db, drafts, Turn.Update, cancellationToken);
        var retired = await LoadAsync<RetiredFragment>(db, drafts, Turn.Purge, cancellationToken);
        return
        [
            .. drafts.Select(draft => draft.Turn switch
            {
                Turn.Create => Add(db, draft),
                Turn.Update => Change(fragments[draft.Id], draft),
                _ => Remove(db, retired[draft.Id]),
            }),
        ];
    }

    private static IBulkWrite ToWrite(Draft draft)
    {
        var granted = OnlyIf.Exists<AllowListEntry>(a => a.Name == draft.Name && a.Scope == draft.Scope);
        return draft.Turn switch
        {
            Turn.Create => CreatorSpec.For(() => NewBundle(draft)).OnlyIf(granted),
            Turn.Update => new Updater<Fragment>(UpdaterSpec.For<Fragment>(f => f.Document = draft.Document), draft.Id).OnlyIf(granted),
            _ => new Purger<RetiredFragment>(draft.Id).OnlyIf(granted),
        };
    }

    private static Report ToReport(BatchItemResult<int> item) => item switch
    {
        { IsSuccess: true } => new Report(Outcome.Written, item.Entity),
        { Failure.Kind: WriteFailureKind.NotAllowed } => new Report(Outcome.Refused),
        { Failure.Kind: WriteFailureKind.CheckViolation } => new Report(Outcome.Violating),
        _ => throw new WrongOutcomeException($"Unexpected result: {item}"),
    };

    private static async Task<Dictionary<Guid, TRow>> LoadAsync<TRow>(
        BenchmarkDb db, IReadOnlyList<Draft> drafts, Turn turn, CancellationToken cancellationToken) where TRow : ConfigRow<Guid>
    {
        var rows = new Dictionary<Guid, TRow>();
        foreach (var ids in drafts.Where(draft => draft.Turn == turn).Select(draft => draft.Id).Chunk(KeysAtOnce))
        {
            await foreach (var row in db.Set<TRow>().Where(r => ids.Contains(r.Id)).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                rows.Add(row.Id, row);
            }
        }

        return rows;
    }

    private static IAsyncEnumerable<Row> Rows<TRow>(BenchmarkDb db) where TRow : ConfigRow<Guid> =>
        db.Set<TRow>().AsNoTracking().AsAsyncEnumerable().Select(row => Row.Of(row));

    private static Draft Before(Draft draft) => draft with { Document = OldDocument };

    private static Bundle<Guid> NewBundle(Draft draft) => draft.Fill(new Bundle<Guid> { Id = draft.Id });

    private static Bundle<Guid> Add(BenchmarkDb db, Draft draft)
    {
        var bundle = NewBundle(draft);
        db.Add(bundle);
        return bundle;
    }

    private static object Change(Fragment fragment, Draft draft)
    {
        fragment.Document = draft.Document;
        return fragment;
    }

    private static object Remove(BenchmarkDb db, RetiredFragment fragment)
    {
        db.Remove(fragment);
        return fragment;
    }
}
