namespace Conditional.Bulk.Benchmarks;

/// <summary>Work on the rows of one entity type.</summary>
internal abstract class EntityWork<TEntity, TKey>(string name) : Work(name) where TEntity : ConfigRow<TKey>
{
    public override IAsyncEnumerable<Row> ReadRowsAsync(BenchmarkDb db) =>
        Query(db).AsNoTracking().AsAsyncEnumerable().Select(ToRow);

    public override Row ToRow(object entity) => ToRow((TEntity)entity);

    protected static OnlyIf Granted(string name, Scope scope) =>
        OnlyIf.Exists<AllowListEntry>(a => a.Name == name && a.Scope == scope);

    protected virtual IQueryable<TEntity> Query(BenchmarkDb db) => db.Set<TEntity>();

    protected virtual Row ToRow(TEntity entity) => Row.Of(entity);

    protected IReadOnlyList<Report> ToReports(BulkResult<TEntity> result) => [.. result.Items.Select(ToReport)];

    private Report ToReport(ItemResult<TEntity> item) => item switch
    {
        { IsSuccess: true } => new Report(Outcome.Written, item.Entity),
        { Failure.Kind: WriteFailureKind.NotAllowed } => new Report(Outcome.Refused),
        { Failure.Kind: var kind } when kind == Violation => new Report(Outcome.Violating),
        _ => throw new WrongOutcomeException($"Unexpected result: {item}"),
    };
}
