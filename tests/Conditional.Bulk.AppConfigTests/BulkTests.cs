using System.Net;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>Batches, one at a time.</summary>
public abstract class BulkTests(AppFixture fixture) : ContractTests(fixture)
{
    [Fact]
    public async Task Create_AllSucceed_Ok()
    {
        await OpenAsync(Name, "public", "user");

        var answer = (await Root.PostAsync("fragments/bulk-create", Batch(
            Body(Name, "user", "bob", "1"), Body(Name, "public", null, "2"), Body(Name, "user", "alice", "3"))))
            .ShouldBe(HttpStatusCode.OK);

        answer.SucceededIds().Should().Equal("bob", null, "alice");
        answer.Failed().Should().BeEmpty();
        (await FragmentsAsync(Name)).Select(fragment => fragment.Document).Should().Equal("2", "3", "1");
    }

    [Fact]
    public async Task Create_SomeFail_MultiStatus()
    {
        await OpenAsync(Name, "user");

        var answer = (await Root.PostAsync("fragments/bulk-create", Batch(
            Body(Name, "user", "bob", "1"), Body(Name, "public", null, "2"), Body(Name, "user", "bob", "3"))))
            .ShouldBe(HttpStatusCode.MultiStatus);

        answer.SucceededIds().Should().Equal("bob");
        answer.Failed().Should().Equal(
            (1, "notAllowed", $"The allow-list does not let '{Name}' be written at public scope."),
            (2, "alreadyExists", $"There is a fragment {Name} user/bob already."));
        (await FragmentsAsync(Name)).Should().ContainSingle().Which.Document.Should().Be("1");
    }

    [Fact]
    public async Task Create_AllFail_ProblemWithTheSameLists()
    {
        await OpenAsync(Name, "user");

        var answer = (await Alice.PostAsync("fragments/bulk-create", Batch(
            Body(Name, "user", "bob", "1"), Body(Name, "domain", "acme", "2"))))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        answer.SucceededIds().Should().BeEmpty();
        answer.Failed().Select(failure => (failure.Index, failure.Kind)).Should().Equal((0, "notAllowed"), (1, "notAllowed"));
        (await FragmentsAsync(Name)).Should().BeEmpty();
    }

    [Fact]
    public async Task Create_ThousandWithFailures_NamesExactlyThoseAndKeepsTheOthers()
    {
        await OpenAsync(Name, "public", "user");
        await CreateAsync(Name, "user", "u7", "0");

        var answer = (await Root.PostAsync("fragments/bulk-create", Batch(Enumerable.Range(0, 1_000).Select(Item))))
            .ShouldBe(HttpStatusCode.MultiStatus);

        var expected = Enumerable.Range(0, 1_000).Select(i => (Index: i, Kind: KindOf(i))).ToList();
        answer.Failed().Select(failure => (failure.Index, failure.Kind)).Should().Equal(
            expected.Where(item => item.Kind is not null).Select(item => (item.Index, item.Kind!)));
        var written = expected.Where(item => item.Kind is null).Select(item => $"u{item.Index}").ToList();
        answer.SucceededIds().Should().Equal(written);
        (await FragmentsAsync(Name)).ToDictionary(fragment => fragment.ScopeId, fragment => fragment.Document).Should().Equal(
            written.Select(id => KeyValuePair.Create(id, id[1..])).Append(new("u7", "0")).ToDictionary());

        string Item(int i) => (i % 10) switch
        {
            3 => Body(Name, "domain", "acme", $"{i}"),
            5 => Body(Name, "user", $"u{i - 1}", $"{i}"),
            8 => Body(Name, "user", "not a name", $"{i}"),
            9 => Body(Name, "public", "u1", $"{i}"),
            _ => Body(Name, "user", $"u{i}", $"{i}"),
        };

        static string? KindOf(int i) => (i % 10) switch
        {
            3 => "notAllowed",
            5 => "alreadyExists",
            7 when i == 7 => "alreadyExists",
            8 or 9 => "invalid",
            _ => null,
        };
    }

    [Fact]
    public async Task Update_ForeignAndMissingAmongThem_OthersAreDone()
    {
        await OpenAsync(Name, "public", "user");
        await CreateAsync(Name, "public", null, "1");
        await CreateAsync(Name, "user", "alice", "2");
        await CreateAsync(Name, "user", "bob", "3");

        var answer = (await Alice.PostAsync("fragments/bulk-update", Batch(
            Body(Name, "public", null, "9"), Body(Name, "user", "bob", "9"), Body(Name, "user", "alice", "9"),
            Body(Name, "user", "carol", "9"), Body(NewName(), "user", "alice", "9")))).ShouldBe(HttpStatusCode.MultiStatus);

        answer.SucceededIds().Should().Equal("alice");
        answer.Failed().Select(failure => (failure.Index, failure.Kind)).Should().Equal(
            (0, "notAllowed"), (1, "notAllowed"), (3, "notAllowed"), (4, "notAllowed"));
        (await FragmentsAsync(Name)).Select(fragment => fragment.Document).Should().Equal("1", "9", "3");
    }

    [Fact]
    public async Task Update_ByAdministrator_MissingOnesFail()
    {
        await OpenAsync(Name, "user");
        await CreateAsync(Name, "user", "alice", "1");

        var answer = (await Root.PostAsync("fragments/bulk-update", Batch(
            Body(Name, "user", "bob", "2"), Body(Name, "user", "alice", "2"), Body(Name, "user", "alice", "3"))))
            .ShouldBe(HttpStatusCode.MultiStatus);

        answer.Failed().Should().Equal((0, "notFound", $"There is no fragment {Name} user/bob."));
        (await FragmentsAsync(Name)).Should().ContainSingle().Which.Document.Should().Be("3");
    }

    [Fact]
    public async Task Purge_ForeignAmongThem_OthersAreGone()
    {
        await OpenAsync(Name, "domain", "user");
        await CreateAsync(Name, "domain", "acme", "1");
        await CreateAsync(Name, "user", "alice", "2");
        await CreateAsync(Name, "user", "bob", "3");

        var answer = (await Alice.PostAsync("fragments/bulk-purge", Batch(
            Key(Name, "user", "bob"), Key(Name, "user", "alice"), Key(Name, "domain", "acme"), Key(Name, "user", "alice"))))
            .ShouldBe(HttpStatusCode.MultiStatus);

        answer.SucceededIds().Should().Equal("alice");
        answer.Failed().Select(failure => (failure.Index, failure.Kind)).Should().Equal(
            (0, "notAllowed"), (2, "notAllowed"), (3, "notFound"));
        (await FragmentsAsync(Name)).Select(fragment => fragment.ScopeId).Should().Equal("acme", "bob");
    }

    [Theory]
    [InlineData("bulk-create")]
    [InlineData("bulk-update")]
    [InlineData("bulk-purge")]
    public async Task Any_NoItems_Ok(string verb) =>
        (await Alice.PostAsync($"fragments/{verb}", Batch())).ShouldBe(HttpStatusCode.OK).Content.Should()
        .Be("""{"succeeded":[],"failed":[]}""");

    [Theory]
    [InlineData("bulk-create", true)]
    [InlineData("bulk-update", true)]
    [InlineData("bulk-purge", false)]
    public async Task Any_TooManyItems_BadRequestAndNothingIsDone(string verb, bool hasDocument)
    {
        await OpenAsync(Name, "user");
        await CreateAsync(Name, "user", "u1", "0");

        var answer = await Root.PostAsync($"fragments/{verb}", Batch(Enumerable.Range(0, 1_001)
            .Select(i => hasDocument ? Body(Name, "user", $"u{i}", "1") : Key(Name, "user", $"u{i}"))));

        answer.ShouldBeProblem(HttpStatusCode.BadRequest).Content.Should().Contain("A batch has at most 1000 items.");
        (await FragmentsAsync(Name)).Should().ContainSingle().Which.Document.Should().Be("0");
    }

    private static string Key(string name, string scopeType, string scopeId) =>
        $$"""{"configName":"{{name}}","scopeType":"{{scopeType}}","scopeId":"{{scopeId}}"}""";
}

[Collection(SqliteCollection.Name)]
public sealed class SqliteBulkTests(SqliteFixture fixture) : BulkTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlBulkTests(PostgreSqlFixture fixture) : BulkTests(fixture);
