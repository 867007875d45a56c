using System.Net;
using System.Net.Http.Headers;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>On the real server, since the test server has no limits.</summary>
[Collection(SqliteCollection.Name)]
public sealed class RequestSizeTests(SqliteFixture fixture)
{
    [Theory]
    [InlineData(8, HttpStatusCode.BadRequest)]
    [InlineData(9, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Post_Megabytes_AreTakenUpToTheLimit(int megabytes, HttpStatusCode status)
    {
        await using var app = new AppConfigApp(await fixture.CreateDatabaseAsync());
        app.UseKestrel(0);
        using var http = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/sign-in")
        {
            Content = new StringContent("[" + new string(' ', megabytes * 1024 * 1024 - 2) + "]", s_json),
        };

        // Asks before sending the body; the server would close the connection while it is sent.
        request.Headers.ExpectContinue = true;
        using var response = await http.SendAsync(request);

        response.StatusCode.Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    private static readonly MediaTypeHeaderValue s_json = new("application/json");
}
