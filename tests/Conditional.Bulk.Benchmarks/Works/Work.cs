namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// What is done with each item, told once for every way: through the library, with EF Core one by one, with EF Core all at once.
/// What only some ways need, such as SQL by hand, is an interface beside the way, which a work has or has not.
/// </summary>
internal abstract class Work(string name) : INamed
{
    public string Name { get; } = name;

    /// <summary>What the database says of an item that passes its gate and fails.</summary>
    public abstract WriteFailureKind Violation { get; }

    /// <summary>Whether nobody can foresee the keys of the rows.</summary>
    public virtual bool DatabaseMakesKeys => false;

    /// <summary>Whether an item that was written is a row afterwards.</summary>
    public virtual bool LeavesRow(Draft draft) => true;

    /// <summary>An item of which this must become.</summary>
    public virtual Draft NewDraft(Outcome outcome, int index) =>
        Draft.New(outcome == Outcome.Refused ? Draft.RefusedName : Draft.GrantedName(index), $"tenant-{index}");

    /// <summary>What is in the tables before a run, principals first.</summary>
    public abstract IEnumerable<object> EntitiesBefore(Workload workload);

    /// <summary>What must be in the table after a run.</summary>
    public abstract IEnumerable<Row> RowsAfter(Workload workload);

    /// <summary>What the entity of an item that was written must say.</summary>
    public abstract Row RowHandedBack(Workload workload, int index);

    public abstract IAsyncEnumerable<Row> ReadRowsAsync(BenchmarkDb db);

    public abstract Row ToRow(object entity);

    /// <summary>All items through the library.</summary>
    public abstract Task<IReadOnlyList<Report>> WriteAsync(
        WriteOps<BenchmarkDb> ops, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken);

    /// <summary>Leaves one item in the context, for <c>SaveChanges</c>.</summary>
    /// <returns>The entity.</returns>
    public abstract ValueTask<object> StageAsync(BenchmarkDb db, Draft draft, CancellationToken cancellationToken);

    /// <summary>Leaves all items in the context, for <c>SaveChanges</c>.</summary>
    /// <returns>The entities, in the order of the drafts.</returns>
    public abstract ValueTask<IReadOnlyList<object>> StageAllAsync(
        BenchmarkDb db, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken);
}
