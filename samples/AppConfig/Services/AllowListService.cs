using AppConfig.Model;
using AppConfig.Repositories;

namespace AppConfig.Services;

/// <summary>The scope types that a config name is open at. For administrators.</summary>
public sealed class AllowListService(AllowListRepository allowList)
{
    public Task<AllowListEntry> OpenAsync(
        string configName, ScopeType scopeType, int? rank, CancellationToken cancellationToken) =>
        allowList.CreateAsync(configName, scopeType, rank ?? scopeType.DefaultRank, cancellationToken);

    public Task<AllowListEntry> SetRankAsync(
        string configName, ScopeType scopeType, int rank, CancellationToken cancellationToken) =>
        allowList.SetRankAsync(configName, scopeType, rank, cancellationToken);

    public Task CloseAsync(string configName, ScopeType scopeType, CancellationToken cancellationToken) =>
        allowList.PurgeAsync(configName, scopeType, cancellationToken);

    public async Task<AllowListEntry> GetAsync(string configName, ScopeType scopeType, CancellationToken cancellationToken) =>
        await allowList.FindAsync(configName, scopeType, cancellationToken)
        ?? throw new ScopeNotOpenException(configName, scopeType);

    public async Task<IReadOnlyList<AllowListEntry>> ListAsync(string configName, CancellationToken cancellationToken) =>
        await allowList.ListAsync(configName, cancellationToken) ?? throw new DefinitionNotFoundException(configName);
}
