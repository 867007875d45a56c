using Conditional.Bulk;

namespace Quickstart;

/// <summary>
/// Writes fragments where the allow-list grants it. Each call is one transaction: the items that succeed are kept, and the result
/// says of every item, in order, what became of it.
/// </summary>
internal sealed class FragmentRepository(DbOpsProvider<ConfigDb> provider)
{
    public Task<BulkResult<Fragment>> CreateAsync(
        IReadOnlyList<FragmentDraft> drafts, CancellationToken cancellationToken = default) =>
        provider.WriteAsync(
            (ops, ct) => ops.BulkConditionalCreatePartialAsync(
                [.. drafts.Select(draft => new CreateFragment(draft).OnlyIf(Granted(draft)))], cancellationToken: ct),
            cancellationToken);

    public Task<BulkResult<Fragment>> UpdateAsync(
        IReadOnlyList<FragmentDraft> drafts, CancellationToken cancellationToken = default) =>
        provider.WriteAsync(
            (ops, ct) => ops.BulkConditionalUpdatePartialAsync(
                [
                    .. drafts.Select(draft =>
                        new Updater<Fragment>(new MergeIntoFragment(draft), draft.Name, draft.ScopeType, draft.ScopeId)
                            .OnlyIf(Granted(draft))),
                ],
                cancellationToken: ct),
            cancellationToken);

    public Task<BulkResult<Fragment>> PurgeAsync(
        IReadOnlyList<FragmentKey> keys, CancellationToken cancellationToken = default) =>
        provider.WriteAsync(
            (ops, ct) => ops.BulkConditionalPurgePartialAsync(
                [.. keys.Select(key => new Purger<Fragment>(key.Name, key.ScopeType, key.ScopeId).OnlyIf(Granted(key)))],
                cancellationToken: ct),
            cancellationToken);

    /// <summary>The definitions and the allow-list itself: ungated, and all or nothing.</summary>
    public Task AddSetupAsync(
        IReadOnlyList<string> definitions, IReadOnlyList<Grant> grants, CancellationToken cancellationToken = default) =>
        provider.WriteAsync(
            async (ops, ct) =>
            {
                var defined = await ops.BulkCreatePartialAsync(
                    definitions.Select(name => CreatorSpec.For(() => new Definition { Name = name })), cancellationToken: ct);
                defined.ThrowIfAnyFailed();

                var granted = await ops.BulkCreatePartialAsync(
                    grants.Select(grant => CreatorSpec.For(
                        () => new AllowListEntry { ConfigName = grant.ConfigName, ScopeType = grant.ScopeType })),
                    cancellationToken: ct);
                granted.ThrowIfAnyFailed();
            },
            cancellationToken);

    private static OnlyIf Granted(FragmentKey key) =>
        OnlyIf.Exists<AllowListEntry>(entry => entry.ConfigName == key.Name && entry.ScopeType == key.ScopeType)
            .OrThrow(() => new ScopeNotGrantedException(key));
}
