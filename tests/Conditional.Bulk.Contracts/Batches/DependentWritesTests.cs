using static Conditional.Bulk.Contracts.Batches.ShopWrites;

namespace Conditional.Bulk.Contracts.Batches;

/// <summary>Items of a mixed batch that depend on items before them: each sees what was written before it.</summary>
public abstract class DependentWritesTests(TestProvider provider, EngineSetting engine) : ContractTests<ShopContext>(provider, engine)
{
    [Fact]
    public Task BulkWrite_RowCreatedBefore_IsUpdatedAndPurged() => WritesAsync(
        Batch(NewCustomer(1), Rename(1, "renamed"), NewCustomer(2), PurgeCustomer(2), NewCustomer(2, "again"), Rename(2, "customer 1")),
        ["Created", "Updated", "Created", "Purged", "Created", "Updated"],
        ["customer 1 renamed", "customer 2 customer 1"]);

    [Fact]
    public Task BulkWrite_RowPurgedBefore_IsNotFoundAndGivesItsNameAway() => WritesAsync(
        Batch(NewCustomer(1, "a"), PurgeCustomer(1), Rename(1, "b"), PurgeCustomer(1), NewCustomer(2, "a"), NewCustomer(3, "a")),
        ["Created", "Purged", "TargetNotFound", "TargetNotFound", "Created", "UniqueViolation"],
        ["customer 2 a"]);

    [Fact]
    public Task BulkWrite_ReferencesInOrder_Succeed() => WritesAsync(
        Batch(NewCustomer(1), NewOrder(1, 1), NewLine(1, 1), NewCustomer(2), NewOrder(2, 2), PurgeLine(1), PurgeOrder(1), PurgeCustomer(1)),
        ["Created", "Created", "Created", "Created", "Created", "Purged", "Purged", "Purged"],
        ["customer 2 customer 2", "order 2 2 "]);

    [Fact]
    public Task BulkWrite_ReferencesOutOfOrder_FailAlone() => WritesAsync(
        Batch(NewOrder(1, 1), NewCustomer(1), NewOrder(1, 1), PurgeCustomer(1), PurgeOrder(1), PurgeCustomer(1)),
        ["ForeignKeyViolation", "Created", "Created", Restricted, "Purged", "Purged"],
        []);

    [Fact]
    public Task BulkWrite_CascadeBefore_RowIsNotFound() => WritesAsync(
        Batch(NewCustomer(1), NewOrder(1, 1), NewLine(1, 1), NewLine(2, 1), PurgeOrder(1), PurgeLine(1), NewLine(3, 1)),
        ["Created", "Created", "Created", "Created", "Purged", "TargetNotFound", "ForeignKeyViolation"],
        ["customer 1 customer 1"]);

    [Fact]
    public Task BulkWrite_GateOnWhatWasWrittenBefore_SeesIt() => WritesAsync(
        Batch(
            NewBill("B1").OnlyIf(HasCustomer("a")), NewCustomer(1, "a"), NewBill("B2").OnlyIf(HasCustomer("a")), Rename(1, "b"),
            NewBill("B3").OnlyIf(HasCustomer("a")), NewBill("B4").OnlyIf(HasCustomer("b")), PurgeCustomer(1), NewBill("B5").OnlyIf(HasCustomer("b"))),
        ["NotAllowed", "Created", "Created", "Updated", "NotAllowed", "Created", "Purged", "NotAllowed"],
        ["bill B2", "bill B4"]);

    [Fact]
    public Task BulkWrite_UpdatesOfOneRow_BuildOnEachOther() => WritesAsync(
        Batch(NewCustomer(1), NewOrder(1, 1), Append(1, "a"), NewBill("B1"), Append(1, "b"), NewCustomer(2), Append(1, "c"), Append(1, "")),
        ["Created", "Created", "Updated", "Created", "Updated", "Created", "Updated", "Unchanged"],
        ["customer 1 customer 1", "customer 2 customer 2", "order 1 1 abc", "bill B1"]);

    private string Restricted => $"{(Provider.TellsRestrict ? WriteFailureKind.RestrictViolation : WriteFailureKind.ForeignKeyViolation)}";

    private async Task WritesAsync(WriteBatch<int> batch, string[] outcomes, string[] rows)
    {
        var result = await NewOps().BulkWritePartialAsync(batch);

        result.Outcomes().Should().Equal(outcomes);
        (await CommittedAsync(context => context.RowsAsync())).Should().Equal(rows);
    }
}
