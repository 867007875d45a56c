using AppConfig.Data;
using AppConfig.Model;
using Conditional.Bulk;

namespace AppConfig.Repositories;

/// <summary>
/// Fragments by the batch. Each call is one transaction; the items that succeed are kept, and the result says of every item, in
/// order, what became of it.
/// </summary>
public sealed class FragmentBulkRepository(DbOpsProvider<AppConfigDb> db)
{
    /// <param name="operations">What to do, in this order.</param>
    /// <param name="mayWrite">Whether the caller may write a fragment.</param>
    /// <param name="maxFailures">At most so many operations may fail, or the rest is not attempted; null for any number.</param>
    /// <param name="cancellationToken">Cancels the call; nothing is written then.</param>
    public Task<BatchResult<FragmentOperation>> WriteAsync(
        IReadOnlyList<FragmentOperation> operations,
        Func<FragmentKey, bool> mayWrite,
        int? maxFailures,
        CancellationToken cancellationToken)
    {
        var batch = new WriteBatch<FragmentOperation>(operations, operation => FragmentWrites.Of(operation, mayWrite));
        return db.WriteAsync(
            (ops, ct) => ops.BulkWritePartialAsync(batch, new() { MaxFailures = maxFailures }, ct), cancellationToken);
    }

    public Task<BulkResult<Fragment>> CreateAsync(
        IReadOnlyList<FragmentDraft> drafts, Func<FragmentKey, bool> mayWrite, CancellationToken cancellationToken) =>
        db.WriteAsync(
            (ops, ct) => ops.BulkConditionalCreatePartialAsync(
                [.. drafts.Select(draft => FragmentWrites.Create(draft, mayWrite))], ct),
            cancellationToken);

    public Task<BulkResult<Fragment>> UpdateAsync(
        IReadOnlyList<FragmentDraft> drafts, Func<FragmentKey, bool> mayWrite, CancellationToken cancellationToken) =>
        db.WriteAsync(
            (ops, ct) => ops.BulkConditionalUpdatePartialAsync(
                [.. drafts.Select(draft => FragmentWrites.Update(draft, mayWrite))], ct),
            cancellationToken);

    public Task<BulkResult<Fragment>> PurgeAsync(
        IReadOnlyList<FragmentKey> keys, Func<FragmentKey, bool> mayWrite, CancellationToken cancellationToken) =>
        db.WriteAsync(
            (ops, ct) => ops.BulkConditionalPurgePartialAsync(
                [.. keys.Select(key => FragmentWrites.Purge(key, mayWrite))], ct),
            cancellationToken);
}
