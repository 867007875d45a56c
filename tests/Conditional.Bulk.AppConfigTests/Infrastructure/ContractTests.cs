using System.Net;
using AppConfig.Model;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>Facts that hold on every provider; the classes for the providers are empty.</summary>
public abstract class ContractTests(AppFixture fixture) : IAsyncLifetime
{
    protected AppFixture Fixture { get; } = fixture;

    protected AppConfigApp App => Fixture.App;

    /// <summary>A config name that no other test uses.</summary>
    protected string Name { get; } = NewName();

    protected ApiClient Anonymous { get; private set; } = null!;

    /// <summary>The administrator.</summary>
    protected ApiClient Root { get; private set; } = null!;

    /// <summary>Of the domain acme.</summary>
    protected ApiClient Alice { get; private set; } = null!;

    /// <summary>Of the domain acme, too.</summary>
    protected ApiClient Bob { get; private set; } = null!;

    /// <summary>Of the domain globex.</summary>
    protected ApiClient Carol { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Anonymous = App.Anonymous();
        Root = await App.SignInAsync("root");
        Alice = await App.SignInAsync("alice");
        Bob = await App.SignInAsync("bob");
        Carol = await App.SignInAsync("carol");
    }

    public virtual Task DisposeAsync()
    {
        App.Commands.After = null;
        return Task.CompletedTask;
    }

    protected static string NewName() => $"n{Guid.NewGuid():N}";

    /// <summary>Registers a config name and opens it at scope types.</summary>
    protected async Task<string> OpenAsync(string name, params string[] scopeTypes)
    {
        (await Root.PostAsync("definitions", new { name })).ShouldBe(HttpStatusCode.Created);
        foreach (var scopeType in scopeTypes)
        {
            (await Root.PostAsync($"definitions/{name}/scopes", new { scopeType })).ShouldBe(HttpStatusCode.Created);
        }

        return name;
    }

    /// <summary>Creates a fragment as the administrator.</summary>
    protected async Task CreateAsync(string name, string scopeType, string? scopeId, string document) =>
        (await Root.PostAsync("fragments", Body(name, scopeType, scopeId, document))).ShouldBe(HttpStatusCode.Created);

    protected static string Body(string name, string scopeType, string? scopeId, string document) =>
        $$"""{"configName":"{{name}}","scopeType":"{{scopeType}}","scopeId":{{(scopeId is null ? "null" : $"\"{scopeId}\"")}},"document":{{document}}}""";

    protected static string Batch(params IEnumerable<string> items) => $$"""{"items":[{{string.Join(',', items)}}]}""";

    /// <summary>The path of one fragment.</summary>
    protected static string PathOf(string name, string scopeType, string? scopeId) =>
        $"fragments/{name}/{scopeType}{(scopeId is null ? "" : $"?scopeId={scopeId}")}";

    /// <summary>The committed fragments of a config name, past the API.</summary>
    protected Task<List<Fragment>> FragmentsAsync(string name) => App.ReadAsync(
        db => db.Fragments.AsNoTracking().Where(f => f.ConfigName == name).OrderBy(f => f.ScopeId).ToListAsync());
}
