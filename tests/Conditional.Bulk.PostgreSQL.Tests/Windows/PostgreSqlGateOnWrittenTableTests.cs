using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlGateOnWrittenTableTests(PostgreSqlTestProvider provider) : GateOnWrittenTableTests(provider)
{
    [Fact]
    public async Task BulkConditionalCreate_FunctionOfTheDatabase_SeesTheItemsBefore()
    {
        await SeedAsync(new Licence { Id = 1, Name = "l" });
        await ExecuteAsync("""
            CREATE FUNCTION has_hall(text) RETURNS boolean LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM "Hall" WHERE "Name" = $1)'
            """);

        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Hall>(
            [New(1).OnlyIf(!Known("x")), New(2).OnlyIf(Known("a")), New(3).OnlyIf(Known("c"))], InWindows);

        result.ShouldFailOnlyAt(2, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("1a", "2b");
        Windows.Should().Equal(1, 1, 1);

        static OnlyIf Known(string name) =>
            OnlyIf.Exists<Licence>(licence => licence.Id == 1 && TheatreContext.HasHall(name)).WithoutLock();
    }

    [Fact]
    public async Task BulkConditionalCreate_GraphWithATableThatHasATrigger_GatesSeeWhatItWrote()
    {
        await ExecuteAsync(Provider.TriggerThatRuns("Usher", "AFTER INSERT", """INSERT INTO "Licence" VALUES (NEW."Id", 'usher')"""));

        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Hall>(
        [
            New(1).OnlyIf(!HasLicence("usher")),
            WithUsher(2).OnlyIf(!HasLicence("usher")),
            New(3).OnlyIf(HasLicence("usher")),
            New(4).OnlyIf(!HasLicence("usher")),
        ], InWindows);

        result.ShouldFailOnlyAt(3, WriteFailureKind.NotAllowed);
        (await HallsAsync()).Should().Equal("1a", "2b", "3c");
        Windows.Should().Equal(2, 2);

        static CreatorSpec<Hall> WithUsher(int id) => CreatorSpec.For(() =>
        {
            var hall = Hall(id);
            hall.Usher = new Usher { Id = id };
            return hall;
        });
    }

    [Fact]
    public async Task BulkConditionalCreate_TableWithATrigger_GatesSeeWhatItWrote()
    {
        await ExecuteAsync(Provider.TriggerThatRuns("Usher", "AFTER INSERT", """INSERT INTO "Licence" VALUES (NEW."Id", 'usher')"""));
        var result = await NewWatchedOps().BulkConditionalCreatePartialAsync<Usher>(
            [NewUsher(1).OnlyIf(!HasLicence("usher")), NewUsher(2).OnlyIf(HasLicence("usher")), NewUsher(3).OnlyIf(!HasLicence("usher"))],
            InWindows);

        result.ShouldFailOnlyAt(2, WriteFailureKind.NotAllowed);
        (await RowsAsync<Usher>()).Select(usher => usher.Id).Should().BeEquivalentTo([1, 2]);
        Windows.Should().Equal(1, 1, 1);

        static CreatorSpec<Usher> NewUsher(int id) => CreatorSpec.For(() => new Usher { Id = id });
    }
}
