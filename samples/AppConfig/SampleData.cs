using AppConfig.Model;
using AppConfig.Services;

namespace AppConfig;

/// <summary>What there is to look at after the first start. Written as an administrator would, through the services.</summary>
internal sealed class SampleData(IServiceScopeFactory scopes) : IHostedService
{
    private static readonly Caller s_administrator = new("root", IsAdministrator: true);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var definitions = scope.ServiceProvider.GetRequiredService<DefinitionService>();
        if ((await definitions.SearchAsync(page: 1, pageSize: 1, cancellationToken)).Total > 0) return;

        var allowList = scope.ServiceProvider.GetRequiredService<AllowListService>();
        foreach (var (name, scopeTypes) in s_open)
        {
            await definitions.RegisterAsync(name, cancellationToken);
            foreach (var scopeType in scopeTypes) await allowList.OpenAsync(name, scopeType, rank: null, cancellationToken);
        }

        var fragments = scope.ServiceProvider.GetRequiredService<FragmentBulkService>();
        (await fragments.CreateAsync(s_administrator, s_fragments, cancellationToken)).ThrowIfAnyFailed();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static readonly (string Name, ScopeType[] ScopeTypes)[] s_open =
    [
        ("editor.theme", [ScopeType.Public, ScopeType.Domain, ScopeType.User]),
        ("search.limits", [ScopeType.Public, ScopeType.Domain]),
    ];

    private static readonly FragmentDraft[] s_fragments =
    [
        new(new("editor.theme", ScopeType.Public, ""), """{ "color": "blue", "font": { "name": "Inter", "size": 12 } }"""),
        new(new("editor.theme", ScopeType.Domain, "acme"), """{ "color": "red" }"""),
        new(new("editor.theme", ScopeType.User, "alice"), """{ "font": { "size": 14 } }"""),
        new(new("search.limits", ScopeType.Public, ""), """{ "perMinute": 60 }"""),
        new(new("search.limits", ScopeType.Domain, "globex"), """{ "perMinute": 600 }"""),
    ];
}
