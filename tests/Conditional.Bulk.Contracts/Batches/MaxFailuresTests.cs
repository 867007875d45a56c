using static Conditional.Bulk.Contracts.Batches.ShopWrites;

namespace Conditional.Bulk.Contracts.Batches;

/// <summary>The limit on failures: n are tolerated, and failure n + 1 stops the batch.</summary>
public abstract class MaxFailuresTests(TestProvider provider, EngineSetting engine) : ContractTests<ShopContext>(provider, engine)
{
    /// <summary>Items 1, 3 and 5 fail, each in another way; the last by what the database says.</summary>
    private static WriteBatch<int> Mixed => Batch(
        NewBill("B1"), NewBill("B1"), NewCustomer(1), NewBill("B2").OnlyIf(HasCustomer("nobody")), NewBill("B3"), NewOrder(1, 99), NewBill("B4"));

    [Theory]
    [InlineData(0, "Created UniqueViolation NotAttempted NotAttempted NotAttempted NotAttempted NotAttempted")]
    [InlineData(1, "Created UniqueViolation Created NotAllowed NotAttempted NotAttempted NotAttempted")]
    [InlineData(2, "Created UniqueViolation Created NotAllowed Created ForeignKeyViolation NotAttempted")]
    [InlineData(3, "Created UniqueViolation Created NotAllowed Created ForeignKeyViolation Created")]
    [InlineData(int.MaxValue, "Created UniqueViolation Created NotAllowed Created ForeignKeyViolation Created")]
    public async Task BulkWrite_Limit_StopsAtTheFailureThatExceedsIt(int maxFailures, string expected)
    {
        var outcomes = expected.Split(' ');

        var result = await NewOps().BulkWritePartialAsync(Mixed, new() { MaxFailures = maxFailures });

        result.Outcomes().Should().Equal(outcomes);
        result.Items.Select(item => item.Index).Should().Equal(Enumerable.Range(0, 7));
        (await CommittedAsync(context => context.RowsAsync())).Should().BeEquivalentTo(
            new[] { "bill B1", null, "customer 1 customer 1", null, "bill B3", null, "bill B4" }.Where((_, i) => outcomes[i] == "Created"));
    }

    [Fact]
    public async Task BulkWrite_FirstFails_NothingElseIsWritten()
    {
        var result = await NewOps().BulkWritePartialAsync(Batch(PurgeCustomer(1), NewCustomer(1), NewCustomer(2)), new() { MaxFailures = 0 });

        result.Outcomes().Should().Equal("TargetNotFound", "NotAttempted", "NotAttempted");
        (await CommittedAsync(context => context.RowsAsync())).Should().BeEmpty();
    }

    [Fact]
    public async Task BulkWrite_SpecThrows_Counts()
    {
        var result = await NewOps().BulkWritePartialAsync(
            Batch(NewBill("B1"), CreatorSpec.For<Bill>(() => throw new InvalidTimeZoneException()), NewBill("B2")), new() { MaxFailures = 0 });

        result.Outcomes().Should().Equal("Created", "SpecFailed", "NotAttempted");
    }

    /// <summary>That the second item fails is known only when it is written, after the gate of the third was asked.</summary>
    [Fact]
    public async Task BulkWrite_DatabaseRejectsBeforeAGateRefuses_TheFirstOfThemStops()
    {
        var result = await NewOps().BulkWritePartialAsync(
            Batch(NewBill("B1"), NewBill("B1"), NewBill("B2"), NewBill("B3").OnlyIf(HasCustomer("nobody"))), new() { MaxFailures = 0 });

        result.Outcomes().Should().Equal("Created", "UniqueViolation", "NotAttempted", "NotAttempted");
        (await CommittedAsync(context => context.RowsAsync())).Should().Equal("bill B1");
    }

    [Theory]
    [InlineData(0, "NotAllowed NotAttempted NotAttempted")]
    [InlineData(1, "NotAllowed NotAllowed NotAttempted")]
    [InlineData(2, "NotAllowed NotAllowed NotAllowed")]
    [InlineData(int.MaxValue, "NotAllowed NotAllowed NotAllowed")]
    public async Task BulkWrite_AllAreRefusedWithoutAStatement_Counts(int maxFailures, string expected)
    {
        var never = OnlyIf.That(false);

        var result = await NewOps().BulkWritePartialAsync(
            Batch(NewBill("B1").OnlyIf(never), NewBill("B2").OnlyIf(never), NewBill("B3").OnlyIf(never)), new() { MaxFailures = maxFailures });

        result.Outcomes().Should().Equal(expected.Split(' '));
    }

    [Fact]
    public async Task BulkWrite_NotAttempted_SaysSo()
    {
        var result = await NewOps().BulkWritePartialAsync(Batch(PurgeCustomer(1), NewCustomer(4711)), new() { MaxFailures = 0 });

        var failure = result.Failed[1].Failure;
        failure.Exception.Should().BeOfType<DbUpdateException>().Which.Message.Should().Be(failure.Message);
        failure.Message.Should().Contain("'Customer'").And.Contain("not attempted").And.Contain("MaxFailures").And.NotContain("4711");
        WriteFailure.Of(failure.Exception).Should().BeSameAs(failure);
        result.Items[1].Entity.Should().BeNull();
        result.Items[1].Action.Should().Be(WriteAction.None);
    }

    [Fact]
    public async Task BulkCreate_NotAttempted_NoIntegrityCheckIsAsked()
    {
        var asked = new List<WriteFailureKind>();
        var check = new IntegrityCheck(WriteFailureKind.UniqueViolation, failure =>
        {
            asked.Add(failure.Kind);
            return new InvalidTimeZoneException();
        });
        CreatorSpec<Bill> Same() => CreatorSpec.For(() => new Bill { Number = "B1" }, check);

        var result = await NewOps().BulkCreatePartialAsync([Same(), Same(), Same()], new() { MaxFailures = 0, ItemsPerWindow = 1 });

        result.Failed.Select(failure => failure.Kind).Should().Equal(WriteFailureKind.UniqueViolation, WriteFailureKind.NotAttempted);
        asked.Should().Equal(WriteFailureKind.UniqueViolation);
    }

    [Fact]
    public async Task BulkWrite_FailedBatch_GoesOnWhereTheLimitStopped()
    {
        var ops = NewOps();
        var first = await ops.BulkWritePartialAsync(Mixed, new() { MaxFailures = 1 });

        var second = await ops.BulkWritePartialAsync(first.FailedBatch(failed => failed.Failure.Kind is WriteFailureKind.NotAttempted));

        second.Items.Select(item => item.Source).Should().Equal(4, 5, 6);
        second.Outcomes().Should().Equal("Created", "ForeignKeyViolation", "Created");
        first.Invoking(result => result.ThrowIfAnyFailed()).Should().ThrowExactly<BulkWriteException>().Which.Failures.Should().HaveCount(5);
    }

    [Fact]
    public async Task BulkWrite_Progress_ReportsEachItemOnce()
    {
        var reports = new List<BulkProgress>();

        await NewOps().BulkWritePartialAsync(
            Batch(NewBill("B1"), NewBill("B2"), NewBill("B1"), NewBill("B3"), NewBill("B4")), new() { MaxFailures = 0, Progress = new Reports(reports) });

        reports.Should().Equal(
            new BulkProgress(1, 1, 0, 5), new BulkProgress(2, 2, 0, 5), new BulkProgress(3, 2, 1, 5), new BulkProgress(4, 2, 2, 5),
            new BulkProgress(5, 2, 3, 5));
    }

    [Fact]
    public async Task BulkWrite_JoinedTransaction_WhatSucceededStays()
    {
        var ops = NewOps();
        await using var transaction = await ops.Context.Database.BeginTransactionAsync();

        await ops.BulkWritePartialAsync(Mixed, new() { MaxFailures = 1 });
        await ops.BulkWritePartialAsync(Batch(NewBill("B9")), new() { MaxFailures = 0 });
        await transaction.CommitAsync();

        (await CommittedAsync(context => context.RowsAsync())).Should().Equal("customer 1 customer 1", "bill B1", "bill B9");
    }

    [Fact]
    public async Task BulkUpdateAndPurge_Limit_RowsAfterItAreAsBefore()
    {
        await SeedAsync([.. Enumerable.Range(1, 5).Select(i => new Customer { Id = i, Name = $"customer {i}" })]);
        var ops = NewOps();

        var updates = await ops.BulkUpdatePartialAsync([Rename(1, "a"), Rename(2, "a"), Rename(3, "b"), Rename(4, "c")], new() { MaxFailures = 0 });
        var purges = await ops.BulkPurgePartialAsync([PurgeCustomer(5), PurgeCustomer(9), PurgeCustomer(4)], new() { MaxFailures = 0 });

        updates.Items.Select(item => item.Failure?.Kind).Should()
            .Equal(null, WriteFailureKind.UniqueViolation, WriteFailureKind.NotAttempted, WriteFailureKind.NotAttempted);
        purges.Items.Select(item => item.Failure?.Kind).Should().Equal(null, WriteFailureKind.TargetNotFound, WriteFailureKind.NotAttempted);
        (await CommittedAsync(context => context.RowsAsync())).Should()
            .Equal("customer 1 a", "customer 2 customer 2", "customer 3 customer 3", "customer 4 customer 4");
    }

    /// <summary>A window that is undone leaves no generated key behind: with a key, the instance would be taken for a row that exists.</summary>
    [Fact]
    public async Task BulkCreate_SpecsThatKeepTheirInstance_AreWrittenAllTheSame()
    {
        Bill[] bills = [new() { Number = "B1" }, new() { Number = "B2" }, new() { Number = "B1" }, new() { Number = "B3" }];

        var result = await NewOps().BulkCreatePartialAsync(bills.Select(bill => CreatorSpec.For(() => bill)), new() { MaxFailures = 0 });

        result.Succeeded.Should().Equal(bills[0], bills[1]);
        (await CommittedAsync(context => context.Set<Bill>().OrderBy(bill => bill.Number).Select(bill => bill.Id).ToListAsync()))
            .Should().Equal(bills[0].Id, bills[1].Id);
        bills[3].Id.Should().Be(0);
    }

    [Fact]
    public async Task BulkCreate_DefaultOfTheContext_IsInherited()
    {
        var ops = NewOps(options => Database.Configure(options, Engine.Defaults with { MaxFailures = 0 }));
        CreatorSpec<Bill>[] specs = [NewBill("B1"), NewBill("B1"), NewBill("B2")];

        var inherited = await ops.BulkCreatePartialAsync(specs, new() { ItemsPerSavepoint = 2 });
        var own = await ops.BulkCreatePartialAsync(specs, new() { MaxFailures = 9 });

        inherited.Failed.Select(failure => failure.Kind).Should().Equal(WriteFailureKind.UniqueViolation, WriteFailureKind.NotAttempted);
        own.Failed.Select(failure => failure.Kind).Should().Equal(WriteFailureKind.UniqueViolation, WriteFailureKind.UniqueViolation);
    }

    private sealed class Reports(List<BulkProgress> reports) : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => reports.Add(value);
    }
}
