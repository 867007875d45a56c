using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>Calls the API as one user does. Paths are relative to <c>/v2/</c>.</summary>
public sealed class ApiClient(HttpClient http)
{
    public void UseToken(string token) => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task<ApiAnswer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>A string is sent as it stands, anything else as JSON.</summary>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/v2/{path}");
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, MediaTypeHeaderValue.Parse("application/json")),
            _ => JsonContent.Create(body),
        };
        using var response = await http.SendAsync(request);
        return new ApiAnswer(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Location,
            await response.Content.ReadAsStringAsync());
    }
}

/// <summary>What the API said.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, string? MediaType, Uri? Location, string Content)
{
    public JsonNode Body => field ??= JsonNode.Parse(Content)!;

    public string Text(string property) => (string)Body[property]!;

    /// <summary>The documents of a merged read, in order.</summary>
    public IEnumerable<string> Documents() => Body.AsArray().Select(resolved => resolved!["document"]?.ToJsonString() ?? "null");

    /// <summary>The index, kind and message of each failed item.</summary>
    public IEnumerable<(int Index, string Kind, string Message)> Failed() => List("failed")
        .Select(failure => ((int)failure!["index"]!, (string)failure["kind"]!, (string)failure["message"]!));

    /// <summary>The scope ids of the items that succeeded.</summary>
    public IEnumerable<string?> SucceededIds() => List("succeeded").Select(fragment => (string?)fragment!["scopeId"]);

    /// <summary>It is a problem (RFC 9457) with this status, and says what it is about.</summary>
    public ApiAnswer ShouldBeProblem(HttpStatusCode status, string? kind = null)
    {
        Status.Should().Be(status, Content);
        MediaType.Should().Be("application/problem+json");
        ((int)Body["status"]!).Should().Be((int)status);
        Text("title").Should().NotBeEmpty();
        if (kind is not null) Text("kind").Should().Be(kind);
        return this;
    }

    public ApiAnswer ShouldBe(HttpStatusCode status)
    {
        Status.Should().Be(status, Content);
        return this;
    }

    private JsonArray List(string property) =>
        Body[property]?.AsArray() ?? throw new InvalidOperationException($"No '{property}' in {(int)Status} {Content}");
}
