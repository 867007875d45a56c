namespace Conditional.Bulk.Contracts.Failures;

/// <summary>Triggers that raise an error, and triggers that write before another one raises it.</summary>
public abstract class TriggerTests(TestProvider provider, EngineSetting engine) : FailureMatrixTests(provider, engine)
{
    private const string Marked = $"""NEW."Note" = '{Secret}'""";

    private ExpectedFailure Raised =>
        new(WriteFailureKind.Other, typeof(DbUpdateException)) { SqlState = Provider.SqlState("P0001") };

    [Theory, Positions]
    public async Task Create_TriggerRaises_Other(int position)
    {
        await RaiseAsync("BEFORE INSERT", Marked);

        await CreateFailsAsync(position, Raised, Create(item => item.Note = Secret));
    }

    [Theory, Positions]
    public async Task Update_TriggerRaises_Other(int position)
    {
        await RaiseAsync("BEFORE UPDATE", Marked);

        await UpdateFailsAsync(position, Raised, Update(Key(position), item => item.Note = Secret));
    }

    [Theory, Positions]
    public async Task Purge_TriggerRaises_Other(int position)
    {
        await RaiseAsync("BEFORE DELETE", $"""OLD."Id" = {Key(position)}""");

        await PurgeFailsAsync(position, Raised, Purge(Key(position)));
    }

    [Theory, Positions]
    public async Task Create_TriggerWritesAndAnotherRaises_WrittenRowsOfTheGoodAreKept(int position)
    {
        await WriteThenRaiseAsync("INSERT", Marked);

        await CreateFailsAsync(position, Raised, Create(item => item.Note = Secret));

        await WrittenRowsAreOfAsync([.. (await ItemsAsync()).Select(item => item.Code).Where(code => code.StartsWith("good-"))]);
    }

    [Theory, Positions]
    public async Task Update_TriggerWritesAndAnotherRaises_WrittenRowsOfTheGoodAreKept(int position)
    {
        await WriteThenRaiseAsync("UPDATE", Marked);

        await UpdateFailsAsync(position, Raised, Update(Key(position), item => item.Note = Secret));

        await WrittenRowsAreOfAsync([.. (await ItemsAsync()).Where(item => item.Amount >= 100).Select(item => item.Code)]);
    }

    [Theory, Positions]
    public async Task Purge_TriggerWritesAndAnotherRaises_WrittenRowsOfTheGoodAreKept(int position)
    {
        var before = (await ItemsAsync()).Select(item => item.Code);
        await WriteThenRaiseAsync("DELETE", $"""OLD."Id" = {Key(position)}""");

        await PurgeFailsAsync(position, Raised, Purge(Key(position)));

        await WrittenRowsAreOfAsync([.. before.Except((await ItemsAsync()).Select(item => item.Code))]);
    }

    private Task RaiseAsync(string moment, string condition) =>
        ExecuteAsync(Provider.TriggerThatRaises("Items", moment, condition, $"no {Secret} please"));

    /// <summary>A trigger writes a shelf for every item; then another one raises for the bad item.</summary>
    private async Task WriteThenRaiseAsync(string verb, string condition)
    {
        var row = verb == "DELETE" ? "OLD" : "NEW";
        await ExecuteAsync(Provider.TriggerThatRuns(
            "Items", $"BEFORE {verb}", $"""INSERT INTO "Shelves" ("Name") VALUES ({row}."Code")"""));
        await RaiseAsync($"AFTER {verb}", condition);
    }

    private async Task WrittenRowsAreOfAsync(IReadOnlyList<string> codes)
    {
        codes.Should().HaveCount(4);
        var shelves = await CommittedAsync(context => context.Shelves.Select(shelf => shelf.Name).ToListAsync());
        shelves.Except(["open"]).Should().BeEquivalentTo(codes);
    }
}
