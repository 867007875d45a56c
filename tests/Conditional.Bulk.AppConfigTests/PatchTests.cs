using System.Net;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>Mixed batches.</summary>
public abstract class PatchTests(AppFixture fixture) : ContractTests(fixture)
{
    [Fact]
    public async Task Patch_EveryAction_EachIsDoneInOrder()
    {
        await OpenAsync(Name, "public", "user");
        await CreateAsync(Name, "user", "alice", "1");
        await CreateAsync(Name, "user", "bob", "2");

        var answer = (await PatchAsync(
            Root,
            Operation("create", "user", "carol", "3"),
            Operation("update", "user", "carol", "4"),
            Operation("upsert", "user", "alice", "5"),
            Operation("upsert", "user", "dave", "6"),
            Operation("upsert", "user", "dave", "6"),
            Operation("purge", "user", "bob", null),
            Operation("create", "user", "bob", "7"))).ShouldBe(HttpStatusCode.OK);

        Done(answer).Should().Equal(
            (0, "created", "3"), (1, "updated", "4"), (2, "updated", "5"), (3, "created", "6"), (4, "unchanged", "6"),
            (5, "purged", "2"), (6, "created", "7"));
        answer.Failed().Should().BeEmpty();
        (await FragmentsAsync(Name)).Select(fragment => (fragment.ScopeId, fragment.Document)).Should().Equal(
            ("alice", "5"), ("bob", "7"), ("carol", "4"), ("dave", "6"));
    }

    [Fact]
    public async Task Patch_SomeFail_MultiStatusAndTheOthersAreDone()
    {
        await OpenAsync(Name, "user");
        await CreateAsync(Name, "user", "alice", "1");
        await CreateAsync(Name, "user", "bob", "2");

        var answer = (await PatchAsync(
            Alice,
            Operation("update", "user", "alice", "3"),
            Operation("upsert", "user", "bob", "4"),
            Operation("create", "user", "alice", "5"),
            Operation("purge", "user", "alice", null),
            Operation("update", "user", "alice", "6"),
            Operation("upsert", "domain", "acme", "7"))).ShouldBe(HttpStatusCode.MultiStatus);

        Done(answer).Should().Equal((0, "updated", "3"), (3, "purged", "3"));
        answer.Failed().Should().Equal(
            (1, "notAllowed", $"You may write your own user fragments only, and {Name} user/bob is none of them."),
            (2, "alreadyExists", $"There is a fragment {Name} user/alice already."),
            (4, "notFound", $"There is no fragment {Name} user/alice."),
            (5, "notAllowed", $"You may write your own user fragments only, and {Name} domain/acme is none of them."));
        (await FragmentsAsync(Name)).Should().ContainSingle().Which.Document.Should().Be("2");
    }

    [Fact]
    public async Task Patch_ScopeNotOpen_UpsertIsRefusedAsACreateIs()
    {
        await OpenAsync(Name, "user");

        var answer = (await PatchAsync(Root, Operation("upsert", "public", null, "1")))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        answer.Failed().Should().Equal((0, "notAllowed", $"The allow-list does not let '{Name}' be written at public scope."));
    }

    [Fact]
    public async Task Patch_MoreFailuresThanTolerated_TheRestIsNotAttempted()
    {
        await OpenAsync(Name, "user");

        var answer = (await PatchAsync(
            Root,
            maxFailures: 1,
            Operation("create", "user", "alice", "1"),
            Operation("update", "user", "bob", "2"),
            Operation("create", "user", "carol", "3"),
            Operation("purge", "user", "bob", null),
            Operation("create", "user", "dave", "4"))).ShouldBe(HttpStatusCode.MultiStatus);

        Done(answer).Should().Equal((0, "created", "1"), (2, "created", "3"));
        answer.Failed().Select(failure => (failure.Index, failure.Kind)).Should().Equal(
            (1, "notFound"), (3, "notFound"), (4, "notAttempted"));
        (await FragmentsAsync(Name)).Select(fragment => fragment.ScopeId).Should().Equal("alice", "carol");
    }

    [Fact]
    public async Task Patch_ThousandOperations_EachHasItsResult()
    {
        await OpenAsync(Name, "user");
        (await Root.PostAsync("fragments/bulk-create", Batch(
            Enumerable.Range(0, 1_000).Where(i => i % 2 == 1).Select(i => Body(Name, "user", $"u{i}", "0"))))).ShouldBe(HttpStatusCode.OK);

        var answer = (await PatchAsync(Root, [.. Enumerable.Range(0, 1_000).Select(i => (i % 5) switch
        {
            0 => Operation("create", "user", $"u{i}", "1"),
            1 => Operation("update", "user", $"u{i}", "1"),
            2 => Operation("purge", "user", $"u{i}", null),
            _ => Operation("upsert", "user", $"u{i}", "1"),
        })])).ShouldBe(HttpStatusCode.MultiStatus);

        var expected = Enumerable.Range(0, 1_000).Select(i => (Index: i, Outcome: (i % 5, IsThere: i % 2 == 1) switch
        {
            (0, true) => "alreadyExists",
            (0, false) => "created",
            (1, true) => "updated",
            (2, true) => "purged",
            (1 or 2, false) => "notFound",
            (_, true) => "updated",
            (_, false) => "created",
        })).ToList();
        Done(answer).Select(done => (done.Index, done.Action))
            .Concat(answer.Failed().Select(failure => (failure.Index, failure.Kind)))
            .Order().Should().Equal(expected);
        (await FragmentsAsync(Name)).Should().HaveCount(500 + expected.Count(item => item.Outcome == "created") - 100);
    }

    [Fact]
    public async Task Patch_NoDocument_InvalidAndNothingIsDone()
    {
        await OpenAsync(Name, "user");

        (await PatchAsync(Root, Operation("create", "user", "alice", "1"), Operation("update", "user", "alice", null)))
            .ShouldBeProblem(HttpStatusCode.BadRequest).Content.Should().Contain("It needs a document, unless it purges.");
        (await FragmentsAsync(Name)).Should().BeEmpty();
    }

    private static Task<ApiAnswer> PatchAsync(ApiClient client, params string[] operations) =>
        client.SendAsync(HttpMethod.Patch, "fragments", Batch(operations));

    private static Task<ApiAnswer> PatchAsync(ApiClient client, int maxFailures, params string[] operations) =>
        client.SendAsync(HttpMethod.Patch, "fragments", $$"""{"maxFailures":{{maxFailures}},"items":[{{string.Join(',', operations)}}]}""");

    private string Operation(string action, string scopeType, string? scopeId, string? document)
    {
        var id = scopeId is null ? "null" : $"\"{scopeId}\"";
        var rest = document is null ? "" : $",\"document\":{document}";
        return $$"""{"action":"{{action}}","configName":"{{Name}}","scopeType":"{{scopeType}}","scopeId":{{id}}{{rest}}}""";
    }

    /// <summary>The index, action and document of each operation that succeeded.</summary>
    private static IEnumerable<(int Index, string Action, string Document)> Done(ApiAnswer answer) =>
        answer.Body["succeeded"]!.AsArray().Select(
            done => ((int)done!["index"]!, (string)done["action"]!, done["fragment"]!["document"]!.ToJsonString()));
}

[Collection(SqliteCollection.Name)]
public sealed class SqlitePatchTests(SqliteFixture fixture) : PatchTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlPatchTests(PostgreSqlFixture fixture) : PatchTests(fixture);
