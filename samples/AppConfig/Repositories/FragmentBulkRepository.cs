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
    public Task<BulkResult<Fragment>> CreateAsync(
        IReadOnlyList<FragmentDraft> drafts, Func<FragmentKey, bool> mayWrite, CancellationToken cancellationToken) =>
        db.WriteAsync(
            (ops, ct) => ops.BulkConditionalCreatePartialAsync(
                [.. drafts.Select(draft => FragmentWrites.Create(draft, mayWrite))], cancellationToken: ct),
            cancellationToken);

    public Task<BulkResult<Fragment>> UpdateAsync(
        IReadOnlyList<FragmentDraft> drafts, Func<FragmentKey, bool> mayWrite, CancellationToken cancellationToken) =>
        db.WriteAsync(
            (ops, ct) => ops.BulkConditionalUpdatePartialAsync(
                [.. drafts.Select(draft => FragmentWrites.Update(draft, mayWrite))], cancellationToken: ct),
            cancellationToken);

    public Task<BulkResult<Fragment>> PurgeAsync(
        IReadOnlyList<FragmentKey> keys, Func<FragmentKey, bool> mayWrite, CancellationToken cancellationToken) =>
        db.WriteAsync(
            (ops, ct) => ops.BulkConditionalPurgePartialAsync(
                [.. keys.Select(key => FragmentWrites.Purge(key, mayWrite))], cancellationToken: ct),
            cancellationToken);
}
