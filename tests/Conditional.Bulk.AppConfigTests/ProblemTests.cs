using System.Net;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>Requests that do not fit.</summary>
public abstract class ProblemTests(AppFixture fixture) : ContractTests(fixture)
{
    [Theory]
    [InlineData("definitions", """{"name":""", "$.name")]
    [InlineData("definitions", """{"name":1}""", "$.name")]
    [InlineData("definitions", """{"name":null}""", "$.name")]
    [InlineData("definitions", """{"Name":"a"}""", "$.Name")]
    [InlineData("definitions", """{"name":"a","colour":1}""", "$.colour")]
    [InlineData("definitions", """{"name":"a","name":"b"}""", "$.name")]
    [InlineData("definitions", "{}", "$")]
    [InlineData("definitions", "[]", "$")]
    [InlineData("fragments", """{"configName":"a","scopeType":"tenant","document":1}""", "$.scopeType")]
    [InlineData("fragments", """{"configName":"a","scopeType":1,"document":1}""", "$.scopeType")]
    [InlineData("fragments", """{"configName":"a","scopeType":null,"document":1}""", "$.scopeType")]
    [InlineData("fragments", """{"configName":"a","scopeType":"public"}""", "$")]
    [InlineData("fragments", """{"configName":"a","scopeType":"public","document":{"x":1,"x":2}}""", "$.document")]
    [InlineData("fragments/bulk-create", """{"items":[{"configName":"a","scopeType":"public","document":1,"rank":1}]}""", "$.items[0].rank")]
    [InlineData("fragments/bulk-update", """{"items":[{"configName":"a","scopeType":"public"}]}""", "$.items[0]")]
    [InlineData("fragments/bulk-purge", """{"items":[{"configName":"a","scopeType":"public","document":1}]}""", "$.items[0].document")]
    [InlineData("fragments/bulk-purge", """{"items":{}}""", "$.items")]
    [InlineData("fragments/bulk-purge", """{"items":null}""", "$.items")]
    public async Task Post_JsonThatDoesNotFit_BadRequestThatSaysWhere(string path, string body, string where)
    {
        var problem = (await Root.PostAsync(path, body)).ShouldBeProblem(HttpStatusCode.BadRequest);

        problem.Text("path").Should().Be(where);
        problem.Text("detail").Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("bulk-create")]
    [InlineData("bulk-update")]
    [InlineData("bulk-purge")]
    public async Task Bulk_ItemIsNull_BadRequest(string verb) =>
        (await Root.PostAsync($"fragments/{verb}", """{"items":[null]}""")).ShouldBeProblem(HttpStatusCode.BadRequest)
        .Content.Should().Contain("An item is null.");

    [Fact]
    public async Task Post_EmptyBody_BadRequest() =>
        (await Root.PostAsync("definitions", "")).ShouldBeProblem(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Put_ScopeTypeInThePathUnknown_BadRequest() =>
        (await Root.PutAsync("fragments/a/tenant", """{"document":1}""")).ShouldBeProblem(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Get_UnknownPath_NotFound() => (await Root.GetAsync("nothing")).ShouldBeProblem(HttpStatusCode.NotFound);

    [Fact]
    public async Task Put_Fragments_MethodNotAllowed() =>
        (await Root.SendAsync(HttpMethod.Put, "fragments")).ShouldBeProblem(HttpStatusCode.MethodNotAllowed);

    [Fact]
    public async Task Get_BearerTokenIsNone_CountsAsAnonymous()
    {
        await OpenAsync(Name, "public", "user");
        await CreateAsync(Name, "public", null, "1");
        var client = App.Anonymous();
        client.UseToken("none");

        (await client.GetAsync($"resolve?name={Name}")).Documents().Should().Equal("1");
        (await client.PostAsync("fragments", Body(Name, "user", "alice", "1"))).ShouldBeProblem(HttpStatusCode.Unauthorized);
    }
}

[Collection(SqliteCollection.Name)]
public sealed class SqliteProblemTests(SqliteFixture fixture) : ProblemTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlProblemTests(PostgreSqlFixture fixture) : ProblemTests(fixture);
