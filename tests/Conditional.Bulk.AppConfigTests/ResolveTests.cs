using System.Net;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>The merged read.</summary>
public abstract class ResolveTests(AppFixture fixture) : ContractTests(fixture)
{
    [Fact]
    public async Task Resolve_AllScopes_MergesWhatHoldsForTheCaller()
    {
        await OpenAsync(Name, "public", "domain", "user");
        await CreateAsync(Name, "public", null, """{"a":1,"deep":{"x":1,"y":1,"list":[1,2]}}""");
        await CreateAsync(Name, "domain", "acme", """{"b":2,"deep":{"y":2,"list":[3]}}""");
        await CreateAsync(Name, "domain", "globex", """{"deep":{"y":"globex"}}""");
        await CreateAsync(Name, "user", "alice", """{"deep":{"z":3},"a":null}""");
        await CreateAsync(Name, "user", "bob", """{"deep":"flat"}""");

        (await DocumentsAsync(Alice, Name)).Should().Equal("""{"a":null,"deep":{"x":1,"y":2,"list":[3],"z":3},"b":2}""");
        (await DocumentsAsync(Bob, Name)).Should().Equal("""{"a":1,"deep":"flat","b":2}""");
        (await DocumentsAsync(Carol, Name)).Should().Equal("""{"a":1,"deep":{"x":1,"y":"globex","list":[1,2]}}""");
        (await DocumentsAsync(Anonymous, Name)).Should().Equal("""{"a":1,"deep":{"x":1,"y":1,"list":[1,2]}}""");
        (await DocumentsAsync(Root, Name)).Should().Equal("""{"a":1,"deep":{"x":1,"y":1,"list":[1,2]}}""");
    }

    [Fact]
    public async Task Resolve_RankChanged_HigherWins()
    {
        await OpenAsync(Name, "public", "domain", "user");
        await CreateAsync(Name, "public", null, """{"from":"public"}""");
        await CreateAsync(Name, "domain", "acme", """{"from":"domain"}""");
        await CreateAsync(Name, "user", "alice", """{"from":"user"}""");
        (await DocumentsAsync(Alice, Name)).Should().Equal("""{"from":"user"}""");

        await SetRankAsync("domain", 301);
        (await DocumentsAsync(Alice, Name)).Should().Equal("""{"from":"domain"}""");

        await SetRankAsync("public", int.MaxValue);
        (await DocumentsAsync(Alice, Name)).Should().Equal("""{"from":"public"}""");

        async Task SetRankAsync(string scopeType, int rank) =>
            (await Root.PutAsync($"definitions/{Name}/scopes/{scopeType}", new { rank })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Resolve_RanksEqual_TheMoreSpecialScopeWins()
    {
        await OpenAsync(Name);
        foreach (var scopeType in new[] { "user", "domain", "public" })
        {
            (await Root.PostAsync($"definitions/{Name}/scopes", new { scopeType, rank = 5 })).ShouldBe(HttpStatusCode.Created);
            await CreateAsync(
                Name, scopeType, scopeType switch { "user" => "alice", "domain" => "acme", _ => null }, $"\"{scopeType}\"");
        }

        (await DocumentsAsync(Alice, Name)).Should().Equal("\"user\"");
        (await DocumentsAsync(Bob, Name)).Should().Equal("\"domain\"");
        (await DocumentsAsync(Carol, Name)).Should().Equal("\"public\"");
    }

    [Fact]
    public async Task Resolve_SeveralNames_AnswersInTheOrderOfTheRequest()
    {
        string[] names = [$"{Name}.b", $"{Name}.c", $"{Name}.a"];
        foreach (var name in names)
        {
            await OpenAsync(name, "public");
            await CreateAsync(name, "public", null, $"\"{name}\"");
        }

        string[] asked = [.. names, names[0]];
        var answer = await Alice.GetAsync($"resolve?{Query(asked)}");

        answer.Body.AsArray().Select(resolved => (string)resolved!["name"]!).Should().Equal(asked);
        answer.Documents().Should().Equal(asked.Select(name => $"\"{name}\""));
    }

    [Fact]
    public async Task Resolve_NothingContributesToOne_NotFoundForAll()
    {
        await OpenAsync(Name, "public", "user");
        await CreateAsync(Name, "public", null, "1");
        var notForAlice = await OpenAsync(NewName(), "user");
        await CreateAsync(notForAlice, "user", "bob", "2");
        var unknown = NewName();

        var problem = (await Alice.GetAsync($"resolve?{Query(Name, notForAlice, unknown)}"))
            .ShouldBeProblem(HttpStatusCode.NotFound, "notFound");

        problem.Text("detail").Should().Be($"Nothing contributes to '{notForAlice}', '{unknown}'.");
        (await DocumentsAsync(Bob, Name, notForAlice)).Should().Equal("1", "2");
        (await Anonymous.GetAsync($"resolve?{Query(notForAlice)}")).ShouldBeProblem(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task Resolve_ScopeLockedDown_FallsBack()
    {
        await OpenAsync(Name, "domain", "user");
        await CreateAsync(Name, "domain", "acme", """{"fixed":true}""");
        (await Alice.PostAsync("fragments", Body(Name, "user", "alice", """{"fixed":false}"""))).ShouldBe(HttpStatusCode.Created);
        (await DocumentsAsync(Alice, Name)).Should().Equal("""{"fixed":false}""");

        (await Root.DeleteAsync($"definitions/{Name}/scopes/user")).ShouldBe(HttpStatusCode.NoContent);

        (await DocumentsAsync(Alice, Name)).Should().Equal("""{"fixed":true}""");
    }

    [Fact]
    public async Task Resolve_ManyNames_IsOneQuery()
    {
        var names = Enumerable.Range(0, 50).Select(i => $"{Name}.{i}").ToArray();
        foreach (var name in names)
        {
            await OpenAsync(name, "public", "user");
            await CreateAsync(name, "public", null, """{"a":1}""");
            await CreateAsync(name, "user", "alice", """{"b":1}""");
        }

        App.Commands.Clear();
        var answer = await Alice.GetAsync($"resolve?{Query(names)}");

        answer.Documents().Should().HaveCount(50).And.OnlyContain(document => document == """{"a":1,"b":1}""");
        App.Commands.Executed.Should().ContainSingle().Which.Should().StartWith("SELECT");
    }

    [Fact]
    public async Task Resolve_NoNameOrTooMany_BadRequest()
    {
        (await Alice.GetAsync("resolve")).ShouldBeProblem(HttpStatusCode.BadRequest);
        (await Alice.GetAsync($"resolve?{Query([.. Enumerable.Repeat(Name, 51)])}")).ShouldBeProblem(HttpStatusCode.BadRequest);
    }

    private static string Query(params IEnumerable<string> names) => string.Join('&', names.Select(name => $"name={name}"));

    private static async Task<IEnumerable<string>> DocumentsAsync(ApiClient client, params string[] names) =>
        (await client.GetAsync($"resolve?{Query(names)}")).ShouldBe(HttpStatusCode.OK).Documents();
}

[Collection(SqliteCollection.Name)]
public sealed class SqliteResolveTests(SqliteFixture fixture) : ResolveTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlResolveTests(PostgreSqlFixture fixture) : ResolveTests(fixture);
