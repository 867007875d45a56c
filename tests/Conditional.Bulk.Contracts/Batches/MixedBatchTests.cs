using static Conditional.Bulk.Contracts.Batches.ShopWrites;

namespace Conditional.Bulk.Contracts.Batches;

/// <summary>Writes of any kinds and entity types in one call: order, sources, entities, and the failed items as a new batch.</summary>
public abstract class MixedBatchTests(TestProvider provider, EngineSetting engine) : ContractTests<ShopContext>(provider, engine)
{
    [Fact]
    public async Task BulkWrite_AllKinds_ResultsInOrderWithSourceAndAction()
    {
        await SeedAsync(Customer(1), Customer(2), Customer(3));

        var result = await NewOps().BulkWritePartialAsync(new WriteBatch<string>
        {
            { "create", NewCustomer(4) },
            { "update", Rename(1, "renamed") },
            { "nothing", Rename(2, "customer 2") },
            { "purge", PurgeCustomer(3) },
            { "other type", NewBill("B1") },
            { "missing", Rename(99, "nobody") },
            { "gated", NewOrder(1, 1).OnlyIf(HasCustomer("renamed")) },
            { "refused", NewOrder(2, 1).OnlyIf(HasCustomer("nobody")) },
            { "gated update", Note(1, "urgent").OnlyIf(OnlyIf.Target<Order>(order => order.Note == "")) },
            { "gated purge", PurgeCustomer(2).OnlyIf(!HasCustomer("nobody")) },
        });

        result.Items.Select(item => (item.Index, item.Source, item.Action, item.Failure?.Kind)).Should().Equal(
            (0, "create", WriteAction.Created, null),
            (1, "update", WriteAction.Updated, null),
            (2, "nothing", WriteAction.Unchanged, null),
            (3, "purge", WriteAction.Purged, null),
            (4, "other type", WriteAction.Created, null),
            (5, "missing", WriteAction.None, WriteFailureKind.TargetNotFound),
            (6, "gated", WriteAction.Created, null),
            (7, "refused", WriteAction.None, WriteFailureKind.NotAllowed),
            (8, "gated update", WriteAction.Updated, null),
            (9, "gated purge", WriteAction.Purged, null));
        (await RowsAsync()).Should().Equal("customer 1 renamed", "customer 4 customer 4", "order 1 1 urgent", "bill B1");
    }

    [Fact]
    public async Task BulkWrite_Succeeded_AreTheEntitiesOfTheType()
    {
        await SeedAsync(Customer(1), Customer(2));

        var result = await NewOps().BulkWritePartialAsync(
            Batch(NewBill("B1"), PurgeCustomer(1), NewBill("B1"), Rename(2, "renamed"), NewBill("B2"), NewCustomer(3)));

        result.Succeeded<Customer>().Select(customer => customer.Name).Should().Equal("customer 1", "renamed", "customer 3");
        result.Succeeded<Bill>().Select(bill => bill.Number).Should().Equal("B1", "B2");
        result.Succeeded<Bill>().Should().OnlyContain(bill => bill.Id > 0);
        result.Succeeded<Order>().Should().BeEmpty();
        result.Succeeded<object>().Should().HaveCount(5);
    }

    [Fact]
    public async Task BulkWrite_FailedBatch_HasSourcesAndWritesOfTheFailedOnes()
    {
        var ops = NewOps();
        IBulkWrite order = NewOrder(1, 7);
        var first = await ops.BulkWritePartialAsync(new WriteBatch<string>
        {
            { "order", order }, { "bill", NewBill("B1") }, { "twice", NewBill("B1") }, { "customer", NewCustomer(7) },
        });

        var failed = first.FailedBatch();
        var second = await ops.BulkWritePartialAsync(first.FailedBatch(failure => failure.Failure.Kind is WriteFailureKind.ForeignKeyViolation));

        first.Outcomes().Should().Equal("ForeignKeyViolation", "Created", "UniqueViolation", "Created");
        first.HasFailures.Should().BeTrue();
        first.Failed.Select(failure => (failure.Source, failure.Failure.Index)).Should().Equal(("order", 0), ("twice", 2));
        first.Failed[0].Write.Should().BeSameAs(order);
        failed.Select(item => item.Key).Should().Equal("order", "twice");
        second.Items.Select(item => (item.Index, item.Source, item.Action)).Should().Equal((0, "order", WriteAction.Created));
    }

    [Fact]
    public async Task BulkWrite_BatchUsedTwice_SpecsRunAgain()
    {
        var ops = NewOps();
        var number = 0;
        var batch = Batch(CreatorSpec.For(() => new Bill { Number = $"B{++number}" }), NewCustomer(1));

        var first = await ops.BulkWritePartialAsync(batch);
        var second = await ops.BulkWritePartialAsync(batch);

        first.Outcomes().Should().Equal("Created", "Created");
        second.Outcomes().Should().Equal("Created", "UniqueViolation");
        (await RowsAsync()).Should().Equal("customer 1 customer 1", "bill B1", "bill B2");
    }

    [Fact]
    public async Task BulkWrite_BatchChangedDuringTheCall_TheCallHasItAsItWas()
    {
        var batch = new WriteBatch<string>();
        batch.Add("first", CreatorSpec.For(() =>
        {
            batch.Add("later", NewBill("B2"));
            return new Bill { Number = "B1" };
        }));

        var result = await NewOps().BulkWritePartialAsync(batch);

        result.Items.Select(item => item.Source).Should().Equal("first");
        batch.Count.Should().Be(2);
    }

    [Fact]
    public async Task BulkWrite_NullSource_ComesBack()
    {
        var result = await NewOps().BulkWritePartialAsync(new WriteBatch<string?> { { null, NewBill("B1") }, { null, NewBill("B1") } });

        result.Items.Select(item => item.Source).Should().Equal(null, null);
        result.Failed.Should().ContainSingle().Which.Source.Should().BeNull();
    }

    [Fact]
    public async Task BulkWrite_SameInstanceTwice_SpecFailed()
    {
        var bill = new Bill { Number = "B1" };

        var result = await NewOps().BulkWritePartialAsync(Batch(CreatorSpec.For(() => bill), NewCustomer(1), CreatorSpec.For(() => bill)));

        result.Outcomes().Should().Equal("Created", "Created", "SpecFailed");
    }

    [Fact]
    public async Task BulkWrite_ToString_HasNoValues()
    {
        var result = await NewOps().BulkWritePartialAsync(new WriteBatch<string>
        {
            { "secret source", NewBill("secret number") }, { "secret source", NewBill("secret number") }, { "secret source", Rename(4711, "secret") },
        });

        IEnumerable<object> told = [result, .. result.Items, .. result.Failed, .. result.Items.Select(item => item.Write), .. result.Failed.Select(failed => failed.Failure)];
        told.Select(part => part.ToString()).Should().OnlyContain(text => !text!.Contains("secret") && !text.Contains("4711"));
        result.Items.Select(item => item.ToString()).Should().StartWith("0: Created").And.HaveCount(3);
    }

    [Fact]
    public async Task BulkWrite_ThrowIfAnyFailedInAnOwnTransaction_NothingIsKept()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
            (await ops.BulkWritePartialAsync(Batch(NewCustomer(1), NewBill("B1"), PurgeOrder(9)), null, token)).ThrowIfAnyFailed());

        (await write.Should().ThrowExactlyAsync<BulkWriteException>()).Which.Failures.Should().ContainSingle().Which.Index.Should().Be(2);
        (await RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task BulkWrite_NoFailure_ThrowIfAnyFailedReturnsTheResult()
    {
        var result = await NewOps().BulkWritePartialAsync(Batch(NewCustomer(1)));

        result.ThrowIfAnyFailed().Should().BeSameAs(result);
        result.FailedBatch().Should().BeEmpty();
    }

    [Fact]
    public async Task BulkWrite_JoinedTransaction_LivesAndDiesWithIt()
    {
        var ops = NewOps();
        await using (var transaction = await ops.Context.Database.BeginTransactionAsync())
        {
            (await ops.BulkWritePartialAsync(Batch(NewCustomer(1), NewOrder(1, 1), NewBill("B1")))).HasFailures.Should().BeFalse();
        }

        (await RowsAsync()).Should().BeEmpty();
        await using (var transaction = await ops.Context.Database.BeginTransactionAsync())
        {
            await ops.BulkWritePartialAsync(Batch(NewCustomer(1), NewBill("B1"), NewBill("B1"), Rename(1, "renamed")));
            await transaction.CommitAsync();
        }

        (await RowsAsync()).Should().Equal("customer 1 renamed", "bill B1");
    }

    [Fact]
    public async Task BulkWrite_Progress_ReportsEachItemOnce()
    {
        var reports = new List<BulkProgress>();

        await NewOps().BulkWritePartialAsync(
            Batch(NewCustomer(1), PurgeOrder(1), NewBill("B1")), new() { Progress = new Reports(reports) });

        reports.Should().Equal(new BulkProgress(1, 1, 0, 3), new BulkProgress(2, 1, 1, 3), new BulkProgress(3, 2, 1, 3));
    }

    [Fact]
    public async Task BulkWrite_WriteThatFitsNoModel_NamesTheItem()
    {
        var write = () => NewOps().BulkWritePartialAsync(Batch(NewCustomer(1), new Purger<Order>("text")));

        (await write.Should().ThrowExactlyAsync<ArgumentException>()).WithParameterName("batch").WithMessage("Item 1*");
        (await RowsAsync()).Should().BeEmpty();
    }

    private static Customer Customer(int id) => new() { Id = id, Name = $"customer {id}" };

    private Task<List<string>> RowsAsync() => CommittedAsync(context => context.RowsAsync());

    private sealed class Reports(List<BulkProgress> reports) : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => reports.Add(value);
    }
}
