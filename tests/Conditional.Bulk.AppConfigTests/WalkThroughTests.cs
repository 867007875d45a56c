using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>The sample as it starts for a user: with data to look at, and a file of requests.</summary>
public abstract class WalkThroughTests(AppFixture fixture) : IAsyncLifetime
{
    private IReadOnlyDictionary<string, string> _settings = null!;

    public async Task InitializeAsync() => _settings = await fixture.CreateDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Start_NewDatabase_HasDataToLookAt()
    {
        var app = fixture.Start(_settings, seed: true);

        (await app.Anonymous().GetAsync("resolve?name=editor.theme")).Documents().Should()
            .Equal("""{"color":"blue","font":{"name":"Inter","size":12}}""");
        (await (await app.SignInAsync("alice")).GetAsync("resolve?name=editor.theme&name=search.limits")).Documents().Should()
            .Equal("""{"color":"red","font":{"name":"Inter","size":14}}""", """{"perMinute":60}""");
        (await (await app.SignInAsync("carol")).GetAsync("resolve?name=search.limits")).Documents().Should()
            .Equal("""{"perMinute":600}""");
    }

    [Fact]
    public async Task Start_Again_KeepsWhatIsThere()
    {
        await using (var first = new AppConfigApp(_settings, seed: true))
        {
            await (await first.SignInAsync("root")).DeleteAsync("definitions/search.limits");
        }

        var again = fixture.Start(_settings, seed: true);

        var definitions = await (await again.SignInAsync("root")).GetAsync("definitions");
        definitions.Body["items"]!.AsArray().Select(definition => (string)definition!["name"]!).Should().Equal("editor.theme");
    }

    [Fact]
    public async Task WalkThrough_EachRequest_GetsTheStatusThatItSays()
    {
        var http = fixture.Start(_settings, seed: true).CreateClient();
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "AppConfig.http"));
        var file = new HttpFile(text);
        var requests = file.Requests().ToList();
        requests.Should().HaveCount(text.Split('\n').Count(line => line.StartsWith("###", StringComparison.Ordinal)));

        // A second time, too: it ends as it began.
        for (var i = 0; i < 2; i++)
        {
            foreach (var request in requests) await SendAsync(request);
        }

        async Task SendAsync(HttpFileRequest request)
        {
            using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(file.Fill(request.Url)).PathAndQuery);
            foreach (var (name, value) in request.Headers)
            {
                if (name == "Content-Type")
                {
                    message.Content = new StringContent(request.Body, MediaTypeHeaderValue.Parse(file.Fill(value)));
                }
                else
                {
                    message.Headers.Add(name, file.Fill(value));
                }
            }

            using var response = await http.SendAsync(message);
            var content = await response.Content.ReadAsStringAsync();
            response.StatusCode.Should().Be(request.Expected, "of '{0}': {1}", request.Title, content);
            if (request.Name.Length > 0) file.Remember(request.Name, JsonNode.Parse(content)!);
        }
    }
}

[Collection(SqliteCollection.Name)]
public sealed class SqliteWalkThroughTests(SqliteFixture fixture) : WalkThroughTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlWalkThroughTests(PostgreSqlFixture fixture) : WalkThroughTests(fixture);
