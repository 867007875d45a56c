using System.Net;
using AppConfig.Data;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>The sample, running on a database of the test's.</summary>
public sealed class AppConfigApp(IReadOnlyDictionary<string, string> settings, bool seed = false) : WebApplicationFactory<Program>
{
    /// <summary>Watches the commands that its contexts execute, and may hold them up.</summary>
    public CommandProbe Commands { get; } = new();

    public ApiClient Anonymous() => new(CreateClient());

    /// <summary>A client with the token that signing in gives.</summary>
    public async Task<ApiClient> SignInAsync(string user)
    {
        var client = Anonymous();
        var answer = await client.PostAsync("sign-in", new { name = user, password = user });
        answer.Status.Should().Be(HttpStatusCode.OK);
        client.UseToken(answer.Text("accessToken"));
        return client;
    }

    /// <summary>Reads what is committed, past the application.</summary>
    public async Task<T> ReadAsync<T>(Func<AppConfigDb, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<AppConfigDb>());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Seed", seed.ToString());
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
        builder.ConfigureServices(services => services.ConfigureDbContext<AppConfigDb>(options => options.AddInterceptors(Commands)));
    }
}
