using System.Net;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>Who may do what, and who may not.</summary>
public abstract class PermissionTests(AppFixture fixture) : ContractTests(fixture)
{
    public static TheoryData<string, string, string?> OfAdministrators => new()
    {
        { "GET", "definitions", null },
        { "POST", "definitions", """{"name":"{name}.new"}""" },
        { "GET", "definitions/{name}", null },
        { "DELETE", "definitions/{name}", null },
        { "GET", "definitions/{name}/scopes", null },
        { "POST", "definitions/{name}/scopes", """{"scopeType":"domain"}""" },
        { "GET", "definitions/{name}/scopes/user", null },
        { "PUT", "definitions/{name}/scopes/user", """{"rank":1}""" },
        { "DELETE", "definitions/{name}/scopes/user", null },
    };

    [Theory]
    [MemberData(nameof(OfAdministrators))]
    public async Task Administration_ByOthers_IsRefusedAndChangesNothing(string method, string path, string? body)
    {
        await OpenAsync(Name, "user");
        await CreateAsync(Name, "user", "alice", "1");
        (path, body) = (path.Replace("{name}", Name), body?.Replace("{name}", Name));

        (await Anonymous.SendAsync(new HttpMethod(method), path, body)).ShouldBeProblem(HttpStatusCode.Unauthorized);
        (await Alice.SendAsync(new HttpMethod(method), path, body)).ShouldBeProblem(HttpStatusCode.Forbidden);

        (await Root.GetAsync($"definitions/{Name}/scopes")).Content.Should()
            .Be($$"""[{"configName":"{{Name}}","scopeType":"user","rank":300}]""");
        (await Root.GetAsync($"definitions/{Name}.new")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await FragmentsAsync(Name)).Should().ContainSingle();
        (await Root.SendAsync(new HttpMethod(method), path, body)).Status.Should().BeOneOf(
            HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Write_OwnUserFragment_IsAllowed()
    {
        await OpenAsync(Name, "user");

        (await Alice.PostAsync("fragments", Body(Name, "user", "alice", "1"))).ShouldBe(HttpStatusCode.Created);
        (await Alice.PutAsync(PathOf(Name, "user", "alice"), """{"document":2}""")).ShouldBe(HttpStatusCode.OK);
        (await FragmentsAsync(Name)).Should().ContainSingle().Which.Document.Should().Be("2");
        (await Alice.DeleteAsync(PathOf(Name, "user", "alice"))).ShouldBe(HttpStatusCode.NoContent);
        (await FragmentsAsync(Name)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("public", null)]
    [InlineData("domain", "acme")]
    [InlineData("domain", "alice")]
    [InlineData("user", "bob")]
    [InlineData("user", "Alice")]
    [InlineData("user", null)]
    public async Task Write_FragmentOfOthers_IsRefusedTheSameWhetherItExistsOrNot(string scopeType, string? scopeId)
    {
        await OpenAsync(Name, scopeType);
        var absent = await WriteAllAsync();
        var fits = scopeType == "public" == scopeId is null;
        if (fits) await CreateAsync(Name, scopeType, scopeId, "1");

        var present = await WriteAllAsync();

        absent.Should().AllSatisfy(answer => answer.ShouldBeProblem(HttpStatusCode.Forbidden, "notAllowed"));
        present.Select(Told).Should().Equal(absent.Select(Told));
        absent.Should().AllSatisfy(answer => answer.Text("detail").Should().StartWith("You may write your own user fragments only"));
        (await FragmentsAsync(Name)).Select(fragment => fragment.Document).Should().Equal(fits ? ["1"] : []);

        async Task<ApiAnswer[]> WriteAllAsync() =>
        [
            await Alice.PostAsync("fragments", Body(Name, scopeType, scopeId, "2")),
            await Alice.PutAsync(PathOf(Name, scopeType, scopeId), """{"document":2}"""),
            await Alice.DeleteAsync(PathOf(Name, scopeType, scopeId)),
        ];

        static (HttpStatusCode, string) Told(ApiAnswer answer) => (answer.Status, answer.Text("detail"));
    }

    [Fact]
    public async Task Write_Anonymous_Unauthorized()
    {
        await OpenAsync(Name, "public", "user");
        await CreateAsync(Name, "public", null, "1");

        (await Anonymous.PostAsync("fragments", Body(Name, "user", "", "1"))).ShouldBeProblem(HttpStatusCode.Unauthorized);
        (await Anonymous.PutAsync(PathOf(Name, "public", null), """{"document":2}""")).ShouldBeProblem(HttpStatusCode.Unauthorized);
        (await Anonymous.DeleteAsync(PathOf(Name, "public", null))).ShouldBeProblem(HttpStatusCode.Unauthorized);
        foreach (var verb in new[] { "bulk-create", "bulk-update", "bulk-purge" })
        {
            (await Anonymous.PostAsync($"fragments/{verb}", """{"items":[]}""")).ShouldBeProblem(HttpStatusCode.Unauthorized);
        }

        (await FragmentsAsync(Name)).Should().ContainSingle().Which.Document.Should().Be("1");
    }

    [Fact]
    public async Task Read_FragmentsOfAll_EachSeesTheirOwn()
    {
        await OpenAsync(Name, "public", "domain", "user");
        (string ScopeType, string? ScopeId)[] all =
            [("public", null), ("domain", "acme"), ("domain", "globex"), ("user", "alice"), ("user", "bob"), ("user", "carol")];
        foreach (var (scopeType, scopeId) in all) await CreateAsync(Name, scopeType, scopeId, "1");

        await ShouldSeeAsync(Anonymous, "public/");
        await ShouldSeeAsync(Alice, "domain/acme", "public/", "user/alice");
        await ShouldSeeAsync(Bob, "domain/acme", "public/", "user/bob");
        await ShouldSeeAsync(Carol, "domain/globex", "public/", "user/carol");
        await ShouldSeeAsync(Root, "domain/acme", "domain/globex", "public/", "user/alice", "user/bob", "user/carol");

        async Task ShouldSeeAsync(ApiClient client, params string[] seen)
        {
            var found = (await client.GetAsync($"fragments?configName={Name}")).Body["items"]!.AsArray()
                .Select(fragment => $"{fragment!["scopeType"]}/{fragment["scopeId"]}");
            found.Should().Equal(seen);
            foreach (var (scopeType, scopeId) in all)
            {
                (await client.GetAsync(PathOf(Name, scopeType, scopeId))).ShouldBe(
                    seen.Contains($"{scopeType}/{scopeId}") ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            }
        }
    }

    [Fact]
    public async Task Get_FragmentOfOthers_IsTheSameAsNone()
    {
        await OpenAsync(Name, "user");
        var absent = await Alice.GetAsync(PathOf(Name, "user", "bob"));
        await CreateAsync(Name, "user", "bob", "1");

        var present = await Alice.GetAsync(PathOf(Name, "user", "bob"));

        present.ShouldBeProblem(HttpStatusCode.NotFound, "notFound").Text("detail").Should().Be(absent.Text("detail"));
    }

    [Theory]
    [InlineData("alice", "bob")]
    [InlineData("nobody", "nobody")]
    [InlineData("", "")]
    public async Task SignIn_WrongPasswordOrName_Unauthorized(string name, string password) =>
        (await Anonymous.PostAsync("sign-in", new { name, password })).ShouldBeProblem(HttpStatusCode.Unauthorized);
}

[Collection(SqliteCollection.Name)]
public sealed class SqlitePermissionTests(SqliteFixture fixture) : PermissionTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlPermissionTests(PostgreSqlFixture fixture) : PermissionTests(fixture);
