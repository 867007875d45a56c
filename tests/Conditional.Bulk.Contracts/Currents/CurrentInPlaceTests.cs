using static Conditional.Bulk.Contracts.Currents.ShelfWrites;

namespace Conditional.Bulk.Contracts.Currents;

/// <summary>The row in the way is as it was when the item's turn came, whatever items before and after it write.</summary>
public abstract class CurrentInPlaceTests(TestProvider provider, EngineSetting engine) : ContractTests<ShelfContext>(provider, engine)
{
    private static readonly BulkOptions s_load = new() { LoadCurrent = true };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(
            new Box { Label = "A", Note = "first", Parts = { new Part { Serial = "P1" } } },
            new Box { Label = "B", Note = "second" },
            new Box { Label = "D", Note = "deleted", IsDeleted = true },
            new Tag { Name = "red", Note = "a colour" });
    }

    [Fact]
    public Task BulkWrite_ItemBeforeCreatesTheRow_IsThatRow() =>
        ShouldBeAsync("ok, first of both", Batch(NewBox("C", "first of both"), NewBox("C", "second of both")));

    [Fact]
    public Task BulkWrite_ItemBeforeUpdatesTheRow_IsAsUpdated() =>
        ShouldBeAsync("ok, changed", Batch(Note("A", "changed"), NewBox("A")));

    [Fact]
    public Task BulkWrite_ItemAfterUpdatesTheRow_IsAsBefore() =>
        ShouldBeAsync("ok, first, ok, ok", Batch(NewBox("C"), NewBox("A"), NewBox("E"), Note("A", "changed")));

    [Fact]
    public Task BulkWrite_ItemAfterDeletesTheRow_IsAsBefore() =>
        ShouldBeAsync("first, ok, first, ok, ok", Batch(NewBox("A"), Purge("B"), NewBox("A"), Purge("A"), NewBox("E")));

    [Fact]
    public Task BulkWrite_ItemsAfterPutAnotherRowInItsPlace_IsTheRowBefore() =>
        ShouldBeAsync("first, ok, ok", Batch(NewBox("A"), Purge("A"), NewBox("A", "another")));

    [Fact]
    public Task BulkWrite_ItemsAfterGiveItsValuesToAnotherRow_IsTheRowBefore() =>
        ShouldBeAsync("first, ok, ok", Batch(NewBox("A"), Change("A", box => box.Label = "Z"), Change("B", box => box.Label = "A")));

    [Fact]
    public Task BulkWrite_ItemAfterHidesTheRow_IsAsBefore() =>
        ShouldBeAsync("first, ok", Batch(NewBox("A"), Change("A", box => box.IsDeleted = true)));

    [Fact]
    public Task BulkWrite_ItemAfterBringsTheRowBack_IsNull() => ShouldBeAsync(
        "none, ok", Batch(NewBox("D"), Change("D", box => box.IsDeleted = false, ShelfContext.SoftDelete)));

    [Fact]
    public Task BulkWrite_ItemAfterHidesTheRowByAnotherTable_IsAsBefore() => ShouldBeAsync(
        "a colour, ok", Batch(CreatorSpec.For(() => new Tag { Name = "red" }), CreatorSpec.For(() => new HiddenTag { Name = "red" })));

    [Fact]
    public Task BulkWrite_ManyAfterEachOther_EachIsAsItWas() => ShouldBeAsync(
        "first, ok, changed, ok, again, second, ok",
        Batch(NewBox("A"), Note("A", "changed"), NewBox("A"), Note("A", "again"), NewBox("A"), NewBox("B"), Note("B", "changed")));

    [Fact]
    public async Task BulkWrite_WindowIsUndone_EachRowIsWrittenOnce()
    {
        var result = await NewOps().BulkWritePartialAsync(
            Batch(NewBox("C"), NewBox("A"), Change("A", box => box.Note += "!"), NewBox("E")), s_load);

        result.Currents().Should().Equal("ok", "first", "ok", "ok");
        (await CommittedAsync(context => context.Set<Box>().OrderBy(box => box.Label).Select(box => box.Label + box.Note).ToListAsync()))
            .Should().Equal("Afirst!", "Bsecond", "Cnew", "Enew");
    }

    /// <summary>Items that write other rows of the table take nothing away from what is found behind them.</summary>
    [Fact]
    public async Task BulkWrite_ItemsAfterWriteOtherRows_TheWindowStays()
    {
        var log = new LogRecorder();

        var result = await NewOps(log.Configure).BulkWritePartialAsync(
            Batch(NewBox("C"), NewBox("A"), NewBox("E"), NewBox("F"), Note("B", "changed")), s_load);

        result.Currents().Should().Equal("ok", "first", "ok", "ok", "ok");
        if (Engine == EngineSetting.InWindows) log.OfLibrary().Should().NotContain(record => record.Message.Contains("undone"));
    }

    private async Task ShouldBeAsync(string expected, WriteBatch<int> batch)
    {
        // In a transaction that is rolled back first: the rows are there for the other run.
        var joining = NewOps();
        await using (var transaction = await joining.Context.Database.BeginTransactionAsync())
        {
            (await joining.BulkWritePartialAsync(batch, s_load)).Currents().Should().Equal(expected.Split(", "));
            await transaction.RollbackAsync();
        }

        (await NewOps().BulkWritePartialAsync(batch, s_load)).Currents().Should().Equal(expected.Split(", "));
    }
}
