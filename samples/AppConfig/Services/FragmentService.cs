using AppConfig.Model;
using AppConfig.Repositories;

namespace AppConfig.Services;

/// <summary>Fragments one by one, within what the caller may read and write.</summary>
public sealed class FragmentService(FragmentRepository fragments)
{
    public Task<Fragment> CreateAsync(Caller caller, FragmentDraft draft, CancellationToken cancellationToken) =>
        fragments.CreateAsync(draft, caller.MayWrite, cancellationToken);

    public Task<Fragment> UpdateAsync(Caller caller, FragmentDraft draft, CancellationToken cancellationToken) =>
        fragments.UpdateAsync(draft, caller.MayWrite, cancellationToken);

    public Task<Fragment> PurgeAsync(Caller caller, FragmentKey key, CancellationToken cancellationToken) =>
        fragments.PurgeAsync(key, caller.MayWrite, cancellationToken);

    /// <exception cref="FragmentNotFoundException">It is not there, or not for this caller to read.</exception>
    public async Task<Fragment> GetAsync(Caller caller, FragmentKey key, CancellationToken cancellationToken) =>
        await fragments.FindAsync(key, caller.MayRead, cancellationToken) ?? throw new FragmentNotFoundException(key);

    public Task<Page<Fragment>> SearchAsync(Caller caller, FragmentFilter filter, CancellationToken cancellationToken) =>
        fragments.SearchAsync(filter, caller.MayRead, cancellationToken);
}
