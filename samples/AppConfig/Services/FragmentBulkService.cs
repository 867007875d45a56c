using AppConfig.Model;
using AppConfig.Repositories;
using Conditional.Bulk;

namespace AppConfig.Services;

/// <summary>Fragments by the batch: what the caller may not write is a failure of that item, and no more.</summary>
public sealed class FragmentBulkService(FragmentBulkRepository fragments)
{
    public Task<BatchResult<FragmentOperation>> WriteAsync(
        Caller caller, IReadOnlyList<FragmentOperation> operations, int? maxFailures, CancellationToken cancellationToken) =>
        fragments.WriteAsync(operations, caller.MayWrite, maxFailures, cancellationToken);

    public Task<BulkResult<Fragment>> CreateAsync(
        Caller caller, IReadOnlyList<FragmentDraft> drafts, CancellationToken cancellationToken) =>
        fragments.CreateAsync(drafts, caller.MayWrite, cancellationToken);

    public Task<BulkResult<Fragment>> UpdateAsync(
        Caller caller, IReadOnlyList<FragmentDraft> drafts, CancellationToken cancellationToken) =>
        fragments.UpdateAsync(drafts, caller.MayWrite, cancellationToken);

    public Task<BulkResult<Fragment>> PurgeAsync(
        Caller caller, IReadOnlyList<FragmentKey> keys, CancellationToken cancellationToken) =>
        fragments.PurgeAsync(keys, caller.MayWrite, cancellationToken);
}
