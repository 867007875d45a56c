using static Conditional.Bulk.Contracts.Truth.Items;

namespace Conditional.Bulk.Contracts.Truth;

/// <summary>One gate never answers for another that the database would be asked differently.</summary>
public abstract class GateAnswerTests(TestProvider provider) : TruthTests<DoorContext>(provider)
{
    private static readonly Door s_door = new()
    {
        Id = 1,
        Name = "front",
        Link = new Uri("http://x/#a"),
        Word = new Word("Open"),
        Path = new Word("Way"),
        Price = 1.0m,
    };

    [Fact]
    public Task BulkConditionalCreate_UrisThatDifferInTheirFragment_AreAskedEach() => ShouldAskEachAsync(
        new Uri("http://x/#a"), new Uri("http://x/#b"), link => OnlyIf.Exists<Door>(door => door.Link == link));

    [Fact]
    public Task BulkConditionalCreate_UrisThatDifferInTheirUser_AreAskedEach() => ShouldAskEachAsync(
        new Uri("http://x/#a"), new Uri("http://me@x/#a"), link => OnlyIf.Exists<Door>(door => door.Link == link));

    [Fact]
    public Task BulkConditionalCreate_ValueObjectsThatIgnoreCase_AreAskedEach() => ShouldAskEachAsync(
        new Word("Open"), new Word("OPEN"), word => OnlyIf.Exists<Door>(door => door.Word == word));

    [Fact]
    public Task BulkConditionalCreate_ValueObjectsUnderAComparerThatIgnoresCase_AreAskedEach() => ShouldAskEachAsync(
        new Word("Way"), new Word("way"), word => OnlyIf.Exists<Door>(door => door.Path == word));

    [Fact]
    public Task BulkConditionalCreate_ListsOfValueObjects_AreAskedEach() => ShouldAskEachAsync(
        new[] { new Word("Open") }, [new Word("open")], words => OnlyIf.Exists<Door>(door => words.Contains(door.Word)));

    [Fact]
    public Task BulkConditionalCreate_EntitiesThatAreEqualByName_AreAskedEach() => ShouldAskEachAsync(
        new Door { Id = 1, Name = "front" }, new Door { Id = 2, Name = "front" }, other => OnlyIf.Exists<Door>(door => door == other));

    [Fact]
    public Task BulkConditionalCreate_KeysOfEntitiesThatAreEqualByName_AreAskedEach() => ShouldAskEachAsync(
        new Door { Id = 1, Name = "front" },
        new Door { Id = 2, Name = "front" },
        other => OnlyIf.Exists<Door>(door => door.Id == other.Id));

    [Fact]
    public Task BulkConditionalCreate_DecimalsOfDifferentScale_AreAskedEach() => ShouldHoldAsync(Creates(
        new[] { 1.0m, 1.00m, 1.000m, 1.0m }.Select(price => OnlyIf.Exists<Door>(door => door.Price == price))));

    [Fact]
    public Task BulkConditionalUpdate_TargetsWithValueObjectsThatIgnoreCase_AreAskedEach() => ShouldHoldAsync(new Batch<Visit>
    {
        Seed = () => Enumerable.Range(0, 4).Select(i => new Visit { Id = i, Word = new Word("Open") }),
        Items = () =>
        [
            .. new[] { "Open", "OPEN", "open", "Open" }.Select(text => new Word(text)).Select((word, i) => Update<Visit>(
                i, visit => visit.Number++, OnlyIf.Target<Visit>(visit => visit.Word == word))),
        ],
        Outcomes = [Ok, NotAllowed, NotAllowed, Ok],
        Rows = ["0 1", "1 0", "2 0", "3 1"],
    });

    [Fact]
    public Task BulkConditionalCreate_OneGateThatCallsAMethod_IsAskedOncePerItem() => ShouldAskWithOneTwoThreeAsync(() =>
    {
        var counter = new Counter();
        return OnlyIf.Exists<Door>(door => door.Id == counter.Next());
    });

    [Fact]
    public Task BulkConditionalCreate_OneGateThatReadsAPropertyWithAnEffect_IsAskedOncePerItem() => ShouldAskWithOneTwoThreeAsync(() =>
    {
        var counter = new Counter();
        return OnlyIf.Exists<Door>(door => door.Id == counter.Upcoming);
    });

    [Fact]
    public Task BulkConditionalCreate_OneGateThatReadsAStatic_IsAskedOncePerItem() => ShouldAskWithOneTwoThreeAsync(() =>
    {
        Counter.Shared = new Counter();
        return OnlyIf.Exists<Door>(door => door.Id == Counter.SharedUpcoming);
    });

    [Fact]
    public Task BulkConditionalCreate_OneGateThatCallsAConstructor_IsAskedOncePerItem() => ShouldAskWithOneTwoThreeAsync(() =>
    {
        Counter.Shared = new Counter();
        return OnlyIf.Exists<Door>(door => door.Id == new Draw().Number);
    });

    [Fact]
    public Task BulkConditionalCreate_OneCombinedGateThatCallsAMethod_IsAskedOncePerItem() => ShouldAskWithOneTwoThreeAsync(() =>
    {
        var counter = new Counter();
        return OnlyIf.Exists<Door>(door => door.Name == "front") & OnlyIf.Exists<Door>(door => door.Id == counter.Next());
    });

    [Fact]
    public Task BulkConditionalUpdate_OneTargetGateThatCallsAMethod_IsAskedOncePerItem() => ShouldHoldAsync(new Batch<Visit>
    {
        Seed = () => Enumerable.Range(1, 3).Select(i => new Visit { Id = i, Number = i == 2 ? 20 : i }),
        Items = () =>
        {
            var counter = new Counter();
            var gate = OnlyIf.Target<Visit>(visit => visit.Number == counter.Next());
            return [.. Enumerable.Range(1, 3).Select(i => Update<Visit>(i, visit => visit.Number += 100, gate))];
        },
        Outcomes = [Ok, NotAllowed, Ok],
        Rows = ["1 101", "2 20", "3 103"],
    });

    protected override async Task<List<string>> RowsAsync(DoorContext context) =>
        [.. (await context.Visits.OrderBy(visit => visit.Id).ToListAsync()).Select(visit => $"{visit.Id} {visit.Number}")];

    /// <summary>The door is there under the first value only; asked in every order.</summary>
    protected async Task ShouldAskEachAsync<T>(T there, T notThere, Func<T, OnlyIf> gateOf)
    {
        await ShouldHoldAsync(Creates(new[] { there, notThere }.Select(gateOf)) with { Outcomes = [Ok, NotAllowed] });
        await ShouldHoldAsync(Creates(new[] { notThere, there }.Select(gateOf)) with { Outcomes = [NotAllowed, Ok] });
        await ShouldHoldAsync(Creates(new[] { there, there, notThere, there }.Select(gateOf)) with { Outcomes = [Ok, Ok, NotAllowed, Ok] });
        await ShouldHoldAsync(
            Creates(new[] { there, notThere }.Select(value => !gateOf(value))) with { Outcomes = [NotAllowed, Ok], Rows = ["1 0"] });
    }

    protected static Batch<Visit> Creates(IEnumerable<OnlyIf> gates, params object[] doors) => new()
    {
        Seed = () => [doors.Length == 0 ? s_door.Copy() : doors[0]],
        Items = () => [.. gates.Select((gate, i) => Create(() => new Visit { Id = i }, gate))],
    };

    /// <summary>There are doors 1 and 3.</summary>
    private Task ShouldAskWithOneTwoThreeAsync(Func<OnlyIf> makeGate) => ShouldHoldAsync(new Batch<Visit>
    {
        Seed = () => [s_door.Copy(), s_door.Copy(3)],
        Items = () =>
        {
            var gate = makeGate();
            return [.. Enumerable.Range(1, 4).Select(i => Create(() => new Visit { Id = i }, gate))];
        },
        Outcomes = [Ok, NotAllowed, Ok, NotAllowed],
        Rows = ["1 0", "3 0"],
    });
}
