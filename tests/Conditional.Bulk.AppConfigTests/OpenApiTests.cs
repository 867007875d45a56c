using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Conditional.Bulk.AppConfigTests;

[Collection(SqliteCollection.Name)]
public sealed partial class OpenApiTests(SqliteFixture fixture)
{
    private readonly HttpClient _http = fixture.App.CreateClient();

    [Fact]
    public async Task Document_Operations_AreAllThereAndDescribed()
    {
        var operations = (await DocumentAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(
            operation => (Name: $"{operation.Key.ToUpperInvariant()} {path.Key}", Operation: operation.Value!))).ToList();

        operations.Select(operation => operation.Name).Should().BeEquivalentTo(
            "POST /v2/sign-in",
            "GET /v2/definitions", "POST /v2/definitions", "GET /v2/definitions/{name}", "DELETE /v2/definitions/{name}",
            "GET /v2/definitions/{name}/scopes", "POST /v2/definitions/{name}/scopes",
            "GET /v2/definitions/{name}/scopes/{scopeType}", "PUT /v2/definitions/{name}/scopes/{scopeType}",
            "DELETE /v2/definitions/{name}/scopes/{scopeType}",
            "GET /v2/fragments", "POST /v2/fragments", "GET /v2/fragments/{configName}/{scopeType}",
            "PUT /v2/fragments/{configName}/{scopeType}", "DELETE /v2/fragments/{configName}/{scopeType}",
            "PATCH /v2/fragments", "POST /v2/fragments/bulk-create", "POST /v2/fragments/bulk-update", "POST /v2/fragments/bulk-purge",
            "GET /v2/resolve");
        operations.Should().OnlyContain(operation => operation.Operation["summary"] != null);
    }

    [Theory]
    [InlineData("/bulk-create", "post")]
    [InlineData("/bulk-update", "post")]
    [InlineData("/bulk-purge", "post")]
    [InlineData("", "patch")]
    public async Task Document_Bulk_TellsItsStatusCodesAndTheLimit(string path, string method)
    {
        var document = await DocumentAsync();
        var operation = document["paths"]![$"/v2/fragments{path}"]![method]!;

        operation["responses"]!.AsObject().Select(response => response.Key).Should().Contain(["200", "207", "400", "401", "422"]);
        var schema = ((string)operation["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!).Split('/')[^1];
        ((int)document["components"]!["schemas"]![schema]!["properties"]!["items"]!["maxItems"]!).Should().Be(1_000);
    }

    [Fact]
    public async Task Document_ScopeType_HasItsValues() =>
        (await DocumentAsync())["components"]!["schemas"]!["ScopeType"]!["enum"]!.ToJsonString().Should()
        .Be("""["public","domain","user"]""");

    [Fact]
    public async Task Page_Assets_AllComeFromTheApplication()
    {
        var page = await _http.GetStringAsync("/swagger/index.html");

        var assets = Asset().Matches(page).Select(match => match.Groups[1].Value).ToList();
        assets.Should().Contain("./swagger-ui-bundle.js").And.NotContain(asset => asset.Contains("//"));
        foreach (var asset in assets) (await _http.GetAsync($"/swagger/{asset}")).EnsureSuccessStatusCode();
        (await _http.GetStringAsync("/swagger/index.js")).Should().Contain("/openapi/v2.json");
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await _http.GetStringAsync("/openapi/v2.json"))!;

    [GeneratedRegex("""(?:src|href)="([^"]+)""")]
    private static partial Regex Asset();
}
