using System.Net;
using AppConfig.Model;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>Batches that meet each other, or an administrator.</summary>
public abstract class BulkConcurrencyTests(AppFixture fixture) : ContractTests(fixture)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_TheSameThousandTwiceAtOnce_EachFragmentIsCreatedByExactlyOne(bool crosswise)
    {
        await OpenAsync(Name, "user");
        var ids = Enumerable.Range(0, 1_000).Select(i => $"u{i:0000}").ToList();

        var answers = await Task.WhenAll(
            PostAsync(ids, "1"), PostAsync(crosswise ? Enumerable.Reverse(ids) : ids, "2"));

        var winners = answers.Select(answer => answer.SucceededIds().ToHashSet()).ToList();
        winners[0].Overlaps(winners[1]).Should().BeFalse();
        winners[0].Union(winners[1]).Order(StringComparer.Ordinal).Should().Equal(ids);
        answers.SelectMany(answer => answer.Failed()).Should().HaveCount(1_000).And.OnlyContain(failure => failure.Kind == "alreadyExists");
        (await FragmentsAsync(Name)).Should().HaveCount(1_000).And.OnlyContain(
            fragment => winners[fragment.Document == "1" ? 0 : 1].Contains(fragment.ScopeId));

        Task<ApiAnswer> PostAsync(IEnumerable<string> ids, string document) => Root.PostAsync(
            "fragments/bulk-create", Batch(ids.Select(id => Body(Name, "user", id, document))));
    }

    [Fact]
    public async Task Create_EntryRemovedMeanwhile_TheRemovalWaitsAndTakesTheFragmentsAlong()
    {
        await OpenAsync(Name, "user");
        using var halfway = new HeldCommand(App, sql => sql.StartsWith("INSERT", StringComparison.Ordinal), number: 500);

        var create = CreateThousandAsync();
        await halfway.Reached;
        var remove = Root.DeleteAsync($"definitions/{Name}/scopes/user");
        await Fixture.WaitUntilBlockedAsync();
        halfway.Release();

        (await create).ShouldBe(HttpStatusCode.OK).SucceededIds().Should().HaveCount(1_000);
        (await remove).ShouldBe(HttpStatusCode.NoContent);
        (await FragmentsAsync(Name)).Should().BeEmpty();
        (await GrantsAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Create_EntryBeingRemoved_WaitsAndIsRefused()
    {
        await OpenAsync(Name, "user");
        using var removed = new HeldCommand(App, sql => sql.StartsWith("DELETE", StringComparison.Ordinal), number: 1);

        var remove = Root.DeleteAsync($"definitions/{Name}/scopes/user");
        await removed.Reached;
        var create = CreateThousandAsync();
        await Fixture.WaitUntilBlockedAsync();
        removed.Release();

        (await remove).ShouldBe(HttpStatusCode.NoContent);
        (await create).ShouldBeProblem(HttpStatusCode.UnprocessableEntity)
            .Failed().Should().HaveCount(1_000).And.OnlyContain(failure => failure.Kind == "notAllowed");
        (await FragmentsAsync(Name)).Should().BeEmpty();
    }

    [Fact]
    public async Task All_EntryRemovedAtTheSameTime_NoFragmentSurvivesWithoutIt()
    {
        for (var round = 0; round < 5; round++)
        {
            var name = await OpenAsync($"{Name}.{round}", "user");
            var ids = Enumerable.Range(0, 100).Select(i => $"u{i:00}").ToList();
            var items = Batch(ids.Select(id => Body(name, "user", id, "1")));
            foreach (var id in ids.Where((_, i) => i % 2 == 0)) await CreateAsync(name, "user", id, "0");

            var writes = new[] { "bulk-create", "bulk-update" }.Select(verb => Root.PostAsync($"fragments/{verb}", items)).ToList();
            var remove = Root.DeleteAsync($"definitions/{name}/scopes/user");
            await Task.WhenAll([.. writes, remove]);

            (await remove).ShouldBe(HttpStatusCode.NoContent);
            foreach (var answer in await Task.WhenAll(writes))
            {
                (answer.SucceededIds().Count() + answer.Failed().Count()).Should().Be(100);
                answer.Failed().Select(failure => failure.Kind).Should().BeSubsetOf(["notAllowed", "notFound", "alreadyExists"]);
            }

            (await FragmentsAsync(name)).Should().BeEmpty();
        }
    }

    private Task<ApiAnswer> CreateThousandAsync() => Root.PostAsync(
        "fragments/bulk-create", Batch(Enumerable.Range(0, 1_000).Select(i => Body(Name, "user", $"u{i}", "1"))));

    private Task<int> GrantsAsync() => App.ReadAsync(
        db => db.AllowList.CountAsync(entry => entry.ConfigName == Name && entry.ScopeType == ScopeType.User));
}

[Collection(SqliteCollection.Name)]
public sealed class SqliteBulkConcurrencyTests(SqliteFixture fixture) : BulkConcurrencyTests(fixture);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlBulkConcurrencyTests(PostgreSqlFixture fixture) : BulkConcurrencyTests(fixture);
