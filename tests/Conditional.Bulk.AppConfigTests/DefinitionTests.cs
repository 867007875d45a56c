using System.Net;

namespace Conditional.Bulk.AppConfigTests;

public abstract class DefinitionTests(AppFixture fixture) : ContractTests(fixture)
{
    [Fact]
    public async Task Register_NewName_IsCreatedAndFound()
    {
        var created = (await Root.PostAsync("definitions", new { name = Name })).ShouldBe(HttpStatusCode.Created);

        created.Location!.AbsolutePath.Should().Be($"/v2/definitions/{Name}");
        (await Root.GetAsync($"definitions/{Name}")).ShouldBe(HttpStatusCode.OK).Text("name").Should().Be(Name);
    }

    [Fact]
    public async Task Register_NameTaken_Conflict()
    {
        await OpenAsync(Name);

        (await Root.PostAsync("definitions", new { name = Name })).ShouldBeProblem(HttpStatusCode.Conflict, "alreadyExists");
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("../up")]
    [InlineData(".hidden")]
    [InlineData("trailing\n")]
    public async Task Register_InvalidName_Unprocessable(string name) =>
        (await Root.PostAsync("definitions", new { name })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid");

    [Fact]
    public async Task Register_NameOfAHundredAndOneCharacters_Unprocessable()
    {
        (await Root.PostAsync("definitions", new { name = Name.PadRight(100, 'x') })).ShouldBe(HttpStatusCode.Created);
        (await Root.PostAsync("definitions", new { name = Name.PadRight(101, 'x') }))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [Fact]
    public async Task Get_NotRegistered_NotFound() =>
        (await Root.GetAsync($"definitions/{Name}")).ShouldBeProblem(HttpStatusCode.NotFound, "notFound");

    [Fact]
    public async Task Search_PageByPage_ReturnsEachNameOnce()
    {
        for (var i = 0; i < 3; i++) await OpenAsync($"{Name}.{i}");

        var total = (int)(await Root.GetAsync("definitions?pageSize=1")).Body["total"]!;
        List<string> names = [];
        for (var page = 1; page <= (total + 1) / 2; page++)
        {
            var answer = await Root.GetAsync($"definitions?page={page}&pageSize=2");
            names.AddRange(answer.Body["items"]!.AsArray().Select(definition => (string)definition!["name"]!));
        }

        names.Should().HaveCount(total).And.OnlyHaveUniqueItems();
        names.Should().Contain([$"{Name}.0", $"{Name}.1", $"{Name}.2"]);
    }

    [Fact]
    public async Task Retire_WithScopesAndFragments_TakesThemAlong()
    {
        await OpenAsync(Name, "public", "user");
        await CreateAsync(Name, "public", null, "1");
        await CreateAsync(Name, "user", "alice", "2");

        (await Root.DeleteAsync($"definitions/{Name}")).ShouldBe(HttpStatusCode.NoContent);

        (await Root.GetAsync($"definitions/{Name}")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await Root.GetAsync($"definitions/{Name}/scopes")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await FragmentsAsync(Name)).Should().BeEmpty();
    }

    [Fact]
    public async Task Retire_NotRegistered_NotFound() =>
        (await Root.DeleteAsync($"definitions/{Name}")).ShouldBeProblem(HttpStatusCode.NotFound, "notFound");
}

[Collection(SqliteCollection.Name)]
public sealed class SqliteDefinitionTests(SqliteFixture fixture) : DefinitionTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlDefinitionTests(PostgreSqlFixture fixture) : DefinitionTests(fixture);
