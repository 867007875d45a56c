using AppConfig.Model;
using AppConfig.Repositories;

namespace AppConfig.Services;

/// <summary>The registered config names. For administrators.</summary>
public sealed class DefinitionService(DefinitionRepository definitions)
{
    public Task<Definition> RegisterAsync(string name, CancellationToken cancellationToken) =>
        definitions.CreateAsync(name, cancellationToken);

    public Task RetireAsync(string name, CancellationToken cancellationToken) => definitions.PurgeAsync(name, cancellationToken);

    public async Task<Definition> GetAsync(string name, CancellationToken cancellationToken) =>
        await definitions.FindAsync(name, cancellationToken) ?? throw new DefinitionNotFoundException(name);

    public Task<Page<Definition>> SearchAsync(int page, int pageSize, CancellationToken cancellationToken) =>
        definitions.SearchAsync(page, pageSize, cancellationToken);
}
