using System.Net;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>Fragments one by one, written by the administrator.</summary>
public abstract class FragmentTests(AppFixture fixture) : ContractTests(fixture)
{
    [Theory]
    [InlineData("public", null)]
    [InlineData("domain", "acme")]
    [InlineData("user", "alice")]
    public async Task Create_Granted_IsThereAsGiven(string scopeType, string? scopeId)
    {
        const string Document = """{ "b": [1, 2.50, "\u00e9"],  "a": null }""";
        await OpenAsync(Name, scopeType);

        var created = (await Root.PostAsync("fragments", Body(Name, scopeType, scopeId, Document))).ShouldBe(HttpStatusCode.Created);

        created.Location!.PathAndQuery.Should().Be($"/v2/{PathOf(Name, scopeType, scopeId)}");
        (await Root.GetAsync(PathOf(Name, scopeType, scopeId))).ShouldBe(HttpStatusCode.OK).Content.Should().Be(created.Content);
        var fragment = (await FragmentsAsync(Name)).Should().ContainSingle().Subject;
        (fragment.ScopeType.Name, fragment.ScopeId, fragment.Document).Should().Be((scopeType, scopeId ?? "", Document));
    }

    [Fact]
    public async Task Create_ScopeNotGranted_ForbiddenInTheWordsOfTheDomain()
    {
        await OpenAsync(Name, "public");

        var problem = (await Root.PostAsync("fragments", Body(Name, "domain", "acme", "1")))
            .ShouldBeProblem(HttpStatusCode.Forbidden, "notAllowed");

        problem.Text("detail").Should().Be($"The allow-list does not let '{Name}' be written at domain scope.");
        (await FragmentsAsync(Name)).Should().BeEmpty();
    }

    [Fact]
    public async Task Create_NameNotRegistered_Forbidden() =>
        (await Root.PostAsync("fragments", Body(Name, "public", null, "1"))).ShouldBeProblem(HttpStatusCode.Forbidden, "notAllowed");

    [Fact]
    public async Task Create_Exists_Conflict()
    {
        await OpenAsync(Name, "public");
        await CreateAsync(Name, "public", null, "1");

        (await Root.PostAsync("fragments", Body(Name, "public", null, "2"))).ShouldBeProblem(HttpStatusCode.Conflict, "alreadyExists");
        (await FragmentsAsync(Name)).Should().ContainSingle().Which.Document.Should().Be("1");
    }

    [Theory]
    [InlineData("public", "acme", "A public fragment has no scope id.")]
    [InlineData("domain", null, "A domain fragment needs a scope id.")]
    [InlineData("user", "", "A user fragment needs a scope id.")]
    public async Task Create_ScopeIdDoesNotFitTheScopeType_Unprocessable(string scopeType, string? scopeId, string detail)
    {
        await OpenAsync(Name, scopeType);

        (await Root.PostAsync("fragments", Body(Name, scopeType, scopeId, "1")))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid").Text("detail").Should().Be(detail);
        (await FragmentsAsync(Name)).Should().BeEmpty();
    }

    [Fact]
    public async Task Create_ScopeIdIsNoName_Unprocessable()
    {
        await OpenAsync(Name, "user");

        (await Root.PostAsync("fragments", Body(Name, "user", "a b", "1"))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [Fact]
    public async Task Update_Exists_ReplacesTheDocument()
    {
        await OpenAsync(Name, "public");
        await CreateAsync(Name, "public", null, """{"a":1,"b":2}""");

        (await Root.PutAsync(PathOf(Name, "public", null), """{"document":{"b":3}}""")).ShouldBe(HttpStatusCode.OK);

        (await FragmentsAsync(Name)).Should().ContainSingle().Which.Document.Should().Be("""{"b":3}""");
    }

    [Fact]
    public async Task Update_NotThere_NotFound()
    {
        await OpenAsync(Name, "user");

        (await Root.PutAsync(PathOf(Name, "user", "alice"), """{"document":1}""")).ShouldBeProblem(HttpStatusCode.NotFound, "notFound");
        (await FragmentsAsync(Name)).Should().BeEmpty();
    }

    [Fact]
    public async Task Purge_Exists_IsGone()
    {
        await OpenAsync(Name, "user");
        await CreateAsync(Name, "user", "alice", "1");
        await CreateAsync(Name, "user", "bob", "2");

        (await Root.DeleteAsync(PathOf(Name, "user", "alice"))).ShouldBe(HttpStatusCode.NoContent);

        (await FragmentsAsync(Name)).Should().ContainSingle().Which.ScopeId.Should().Be("bob");
        (await Root.GetAsync(PathOf(Name, "user", "alice"))).ShouldBeProblem(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task Purge_NotThere_NotFound()
    {
        await OpenAsync(Name, "user");

        (await Root.DeleteAsync(PathOf(Name, "user", "alice"))).ShouldBeProblem(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task Write_ScopeLockedDown_Forbidden()
    {
        await OpenAsync(Name, "user");
        await CreateAsync(Name, "user", "alice", "1");
        (await Root.DeleteAsync($"definitions/{Name}/scopes/user")).ShouldBe(HttpStatusCode.NoContent);

        (await Alice.PutAsync(PathOf(Name, "user", "alice"), """{"document":2}""")).ShouldBeProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await Alice.DeleteAsync(PathOf(Name, "user", "alice"))).ShouldBeProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await Alice.PostAsync("fragments", Body(Name, "user", "alice", "2"))).ShouldBeProblem(HttpStatusCode.Forbidden, "notAllowed");
    }
}

[Collection(SqliteCollection.Name)]
public sealed class SqliteFragmentTests(SqliteFixture fixture) : FragmentTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlFragmentTests(PostgreSqlFixture fixture) : FragmentTests(fixture);
