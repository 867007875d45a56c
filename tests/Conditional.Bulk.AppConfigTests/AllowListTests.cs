using System.Net;

namespace Conditional.Bulk.AppConfigTests;

public abstract class AllowListTests(AppFixture fixture) : ContractTests(fixture)
{
    [Theory]
    [InlineData("public", 100)]
    [InlineData("domain", 200)]
    [InlineData("user", 300)]
    public async Task Open_NoRank_HasTheDefaultOfItsScopeType(string scopeType, int rank)
    {
        await OpenAsync(Name);

        var created = (await Root.PostAsync($"definitions/{Name}/scopes", new { scopeType })).ShouldBe(HttpStatusCode.Created);

        created.Location!.AbsolutePath.Should().Be($"/v2/definitions/{Name}/scopes/{scopeType}");
        (await Root.GetAsync($"definitions/{Name}/scopes/{scopeType}")).Content.Should()
            .Be($$"""{"configName":"{{Name}}","scopeType":"{{scopeType}}","rank":{{rank}}}""");
    }

    [Fact]
    public async Task Open_Ranks_ListsInTheOrderOfTheMerge()
    {
        await OpenAsync(Name, "user", "domain");
        (await Root.PostAsync($"definitions/{Name}/scopes", new { scopeType = "public", rank = 250 })).ShouldBe(HttpStatusCode.Created);

        (await ScopesAsync()).Should().Equal("domain 200", "public 250", "user 300");
    }

    [Fact]
    public async Task Open_Twice_Conflict()
    {
        await OpenAsync(Name, "public");

        (await Root.PostAsync($"definitions/{Name}/scopes", new { scopeType = "public", rank = 1 }))
            .ShouldBeProblem(HttpStatusCode.Conflict, "alreadyExists");
        (await ScopesAsync()).Should().Equal("public 100");
    }

    [Fact]
    public async Task Open_NameNotRegistered_NotFound() =>
        (await Root.PostAsync($"definitions/{Name}/scopes", new { scopeType = "public" }))
        .ShouldBeProblem(HttpStatusCode.NotFound, "notFound");

    [Fact]
    public async Task Open_ScopeTypeUnknown_BadRequest()
    {
        await OpenAsync(Name);

        (await Root.PostAsync($"definitions/{Name}/scopes", new { scopeType = "tenant" }))
            .ShouldBeProblem(HttpStatusCode.BadRequest).Text("path").Should().Be("$.scopeType");
    }

    [Fact]
    public async Task SetRank_Open_IsChanged()
    {
        await OpenAsync(Name, "public");

        (await Root.PutAsync($"definitions/{Name}/scopes/public", new { rank = 7 })).ShouldBe(HttpStatusCode.OK);

        (await ScopesAsync()).Should().Equal("public 7");
    }

    [Fact]
    public async Task SetRank_NotOpen_NotFound()
    {
        await OpenAsync(Name, "public");

        (await Root.PutAsync($"definitions/{Name}/scopes/user", new { rank = 7 })).ShouldBeProblem(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task Close_WithFragments_TakesThoseOfItsScopeTypeAlong()
    {
        await OpenAsync(Name, "public", "user");
        await CreateAsync(Name, "public", null, "1");
        await CreateAsync(Name, "user", "alice", "2");
        await CreateAsync(Name, "user", "bob", "3");

        (await Root.DeleteAsync($"definitions/{Name}/scopes/user")).ShouldBe(HttpStatusCode.NoContent);

        (await ScopesAsync()).Should().Equal("public 100");
        (await FragmentsAsync(Name)).Should().ContainSingle().Which.Document.Should().Be("1");
    }

    [Fact]
    public async Task Close_NotOpen_NotFound()
    {
        await OpenAsync(Name);

        (await Root.DeleteAsync($"definitions/{Name}/scopes/user")).ShouldBeProblem(HttpStatusCode.NotFound, "notFound");
    }

    private async Task<IEnumerable<string>> ScopesAsync() => (await Root.GetAsync($"definitions/{Name}/scopes")).Body.AsArray()
        .Select(entry => $"{entry!["scopeType"]} {entry["rank"]}");
}

[Collection(SqliteCollection.Name)]
public sealed class SqliteAllowListTests(SqliteFixture fixture) : AllowListTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlAllowListTests(PostgreSqlFixture fixture) : AllowListTests(fixture);
