using System.Net;

namespace Conditional.Bulk.AppConfigTests;

public abstract class SearchTests(AppFixture fixture) : ContractTests(fixture)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var name in new[] { $"{Name}.a", $"{Name}.b" })
        {
            await OpenAsync(name, "public", "domain", "user");
            await CreateAsync(name, "public", null, "1");
            await CreateAsync(name, "domain", "acme", "2");
            await CreateAsync(name, "user", "alice", "3");
            await CreateAsync(name, "user", "bob", "4");
        }
    }

    [Fact]
    public async Task Search_PageByPage_ReturnsEachFragmentOnceInOrder()
    {
        List<string> found = [];
        for (var page = 1; page <= 3; page++)
        {
            var answer = (await Root.GetAsync($"fragments?configName={Name}&page={page}&pageSize=3")).ShouldBe(HttpStatusCode.OK);
            ((int)answer.Body["total"]!, (int)answer.Body["number"]!, (int)answer.Body["size"]!).Should().Be((8, page, 3));
            found.AddRange(Keys(answer));
        }

        found.Should().Equal(
            "a domain/acme", "a public/", "a user/alice", "a user/bob", "b domain/acme", "b public/", "b user/alice", "b user/bob");
    }

    [Fact]
    public async Task Search_PastTheLastPage_IsEmpty()
    {
        var answer = (await Root.GetAsync($"fragments?configName={Name}&page={int.MaxValue}&pageSize=200")).ShouldBe(HttpStatusCode.OK);

        Keys(answer).Should().BeEmpty();
        ((int)answer.Body["total"]!).Should().Be(8);
    }

    [Theory]
    [InlineData("scopeType=user", "a user/alice", "a user/bob", "b user/alice", "b user/bob")]
    [InlineData("scopeType=user&scopeId=bob", "a user/bob", "b user/bob")]
    [InlineData("scopeId=acme", "a domain/acme", "b domain/acme")]
    [InlineData("scopeId=%25")]
    public async Task Search_Filter_ReturnsWhatMatches(string filter, params string[] keys) =>
        Keys(await Root.GetAsync($"fragments?configName={Name}&{filter}")).Should().Equal(keys);

    [Fact]
    public async Task Search_PartOfAName_IsTakenLiterally()
    {
        Keys(await Root.GetAsync($"fragments?configName={Name[1..]}.a")).Should().HaveCount(4);
        Keys(await Root.GetAsync($"fragments?configName={Name[..8]}_{Name[9..]}.a")).Should().BeEmpty();
        Keys(await Root.GetAsync($"fragments?configName={Name[..8]}%25.a")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("page=0")]
    [InlineData("pageSize=0")]
    [InlineData("pageSize=201")]
    [InlineData("page=x")]
    [InlineData("scopeType=tenant")]
    public async Task Search_ArgumentOutOfRange_BadRequest(string argument) =>
        (await Root.GetAsync($"fragments?{argument}")).ShouldBeProblem(HttpStatusCode.BadRequest);

    private IEnumerable<string> Keys(ApiAnswer answer) => answer.Body["items"]!.AsArray().Select(
        fragment => $"{((string)fragment!["configName"]!)[(Name.Length + 1)..]} {fragment["scopeType"]}/{fragment["scopeId"]}");
}

[Collection(SqliteCollection.Name)]
public sealed class SqliteSearchTests(SqliteFixture fixture) : SearchTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlSearchTests(PostgreSqlFixture fixture) : SearchTests(fixture);
