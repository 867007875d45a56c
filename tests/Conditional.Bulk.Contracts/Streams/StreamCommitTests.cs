using System.Data;
using Conditional.Bulk.Contracts.Batches;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.Contracts.Streams;

/// <summary>When a chunk is written and committed, and what its results say.</summary>
public abstract class StreamCommitTests(TestProvider provider, EngineSetting engine) : StreamTests(provider, engine)
{
    [Fact]
    public async Task WriteStream_MixedWrites_OneResultPerSourceInOrder()
    {
        await SeedAsync(new Customer { Id = 4, Name = "d" });

        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(6),
            number => number switch
            {
                1 or 2 => ShopWrites.NewCustomer(number),
                3 => ShopWrites.NewCustomer(9, "customer 1"),
                4 => ShopWrites.Rename(4, "e"),
                5 => ShopWrites.PurgeCustomer(2),
                _ => ShopWrites.NewCustomer(6).OnlyIf(ShopWrites.HasCustomer("nobody")),
            },
            ByTwo));

        Outcomes(results).Should().Equal("Created", "Created", "UniqueViolation", "Updated", "Purged", "NotAllowed");
        results.Select(item => item.Index).Should().Equal(0, 1, 2, 3, 4, 5);
        results.Select(item => item.Source).Should().Equal(1, 2, 3, 4, 5, 6);
        results.Where(item => !item.IsSuccess).Select(item => item.Failure!.Index).Should().Equal(2, 5);
        results[0].Entity.Should().BeOfType<Customer>().Which.Id.Should().Be(1);
        (await CommittedAsync(context => context.RowsAsync())).Should().Equal("customer 1 customer 1", "customer 4 e");
    }

    [Fact]
    public async Task WriteStream_NoSources_NoResults()
    {
        (await ListAsync(NewOpsProvider().WriteStreamAsync(Numbers(0), NewBill))).Should().BeEmpty();

        SourcesDisposed.Should().BeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(null)]
    public async Task WriteStream_ChunksOfAnySize_EverySourceOnce(int? itemsPerCommit)
    {
        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(Numbers(7), NewBill, new() { ItemsPerCommit = itemsPerCommit }));

        results.Should().OnlyContain(item => item.IsSuccess);
        (await BillsAsync()).Should().Equal(1, 2, 3, 4, 5, 6, 7);
        Read.Should().Equal(1, 2, 3, 4, 5, 6, 7);
    }

    [Fact]
    public async Task WriteStream_EachResult_ComesOutAfterTheCommitOfItsChunkAndBeforeTheNext()
    {
        List<string> seen = [];

        await foreach (var result in NewOpsProvider().WriteStreamAsync(Numbers(5), NewBill, ByTwo))
        {
            seen.Add($"{result.Source} of {(await BillsAsync()).Count}");
        }

        seen.Should().Equal("1 of 2", "2 of 2", "3 of 4", "4 of 4", "5 of 5");
    }

    [Fact]
    public async Task WriteStream_NotEnumerated_NothingIsReadOrWritten()
    {
        var stream = NewOpsProvider().WriteStreamAsync(Numbers(5), NewBill, ByTwo);
        await using var enumerator = stream.GetAsyncEnumerator();
        await Task.Delay(50);

        Read.Should().BeEmpty();
        (await BillsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    public async Task WriteStream_BreakInAChunk_KeepsItWholeAndBeginsNoOther(int last, int kept)
    {
        await foreach (var result in NewOpsProvider().WriteStreamAsync(Numbers(9), NewBill, ByTwo))
        {
            if (result.Source == last) break;
        }

        SourcesDisposed.Should().BeTrue();
        (await BillsAsync()).Should().Equal(Enumerable.Range(1, kept));
        Read.Should().HaveCountLessOrEqualTo(kept + 2);
    }

    [Fact]
    public async Task WriteStream_BeforeCommit_IsInTheTransactionOfEachChunk()
    {
        List<string> chunks = [];
        List<IDbContextTransaction?> transactions = [];
        var options = ByTwo with
        {
            BeforeCommit = async (ops, results, token) =>
            {
                transactions.Add(ops.Context.Database.CurrentTransaction);
                chunks.Add(string.Join(' ', results.Items.Select(item => $"{item.Index}:{item.Source}")));
                await ops.BulkCreatePartialAsync(
                    results.Failed.Select(failed => ShopWrites.NewCustomer(failed.Source, $"reject {failed.Failure.Index}")), null, token);
            },
        };

        await ListAsync(NewOpsProvider().WriteStreamAsync(Numbers(5), number => NewBill(number % 4), options));

        chunks.Should().Equal("0:1 1:2", "2:3 3:4", "4:5");
        transactions.Should().OnlyHaveUniqueItems().And.NotContainNulls();
        (await BillsAsync()).Should().Equal(0, 1, 2, 3);
        (await CommittedAsync(context => context.Set<Customer>().Select(row => row.Name).ToListAsync())).Should().Equal("reject 4");
    }

    [Fact]
    public async Task WriteStream_BeforeCommitThrows_ThatChunkIsUndoneAndThoseBeforeStay()
    {
        var options = ByTwo with { BeforeCommit = (_, results, _) => results.Items[0].Index == 2 ? throw new InvalidTimeZoneException() : Task.CompletedTask };

        var (results, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(Numbers(6), NewBill, options));

        error.Should().BeOfType<InvalidTimeZoneException>();
        results.Select(item => item.Source).Should().Equal(1, 2);
        (await BillsAsync()).Should().Equal(1, 2);
        SourcesDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task WriteStream_ThrowIfAnyFailedBeforeCommit_ChunksAreAllOrNothing()
    {
        var options = ByTwo with
        {
            BeforeCommit = (_, results, _) =>
            {
                results.ThrowIfAnyFailed();
                return Task.CompletedTask;
            },
        };

        var (results, error) = await UntilErrorAsync(
            NewOpsProvider().WriteStreamAsync(Numbers(6), number => NewBill(number == 4 ? 1 : number), options));

        error.Should().BeOfType<BulkWriteException>().Which.Failures.Should().ContainSingle().Which.Index.Should().Be(3);
        results.Should().HaveCount(2);
        (await BillsAsync()).Should().Equal(1, 2);
    }

    [Fact]
    public async Task WriteStream_UnsavedChangesBeforeCommit_Throw()
    {
        var options = ByTwo with
        {
            BeforeCommit = (ops, _, _) =>
            {
                ops.Context.Add(new Bill { Number = "9" });
                return Task.CompletedTask;
            },
        };

        var (results, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(Numbers(2), NewBill, options));

        error.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("unsaved changes");
        results.Should().BeEmpty();
        (await BillsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task WriteStream_Checkpoint_ARestartGoesOnWhereTheLastCommitWas()
    {
        await SeedAsync(new Order { Id = 1, CustomerId = 1 }, new Customer { Id = 1, Name = "checkpoint" });
        for (var broken = 1; broken <= 3; broken++)
        {
            var from = int.Parse($"0{await CommittedAsync(context => context.Set<Order>().Select(row => row.Note).SingleAsync())}");
            var (_, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(
                Numbers(7, (number, _) => number == 3 * broken ? throw new InvalidTimeZoneException() : Task.CompletedTask).Where(number => number > from),
                NewBill,
                ByTwo with
                {
                    BeforeCommit = (ops, results, token) => ops.UpdateAsync(ShopWrites.Note(1, $"{results.Items[^1].Source}"), token),
                }));
            (error is null).Should().Be(broken == 3);
        }

        (await BillsAsync()).Should().Equal(1, 2, 3, 4, 5, 6, 7);
        Read.Should().Equal(1, 2, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 7);
    }

    [Fact]
    public async Task WriteStream_IsolationLevel_IsTheProvidersForEachChunk()
    {
        List<IsolationLevel> levels = [];
        var options = ByTwo with
        {
            BeforeCommit = (ops, _, _) =>
            {
                levels.Add(ops.Context.Database.CurrentTransaction!.GetDbTransaction().IsolationLevel);
                return Task.CompletedTask;
            },
        };

        await ListAsync(NewOpsProvider().WithIsolationLevel(IsolationLevel.Serializable).WriteStreamAsync(Numbers(4), NewBill, options));

        levels.Should().Equal(IsolationLevel.Serializable, IsolationLevel.Serializable);
    }

    [Fact]
    public async Task WriteStream_GateOnWhatAChunkBeforeWrote_Holds()
    {
        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(4),
            number => number == 1 ? ShopWrites.NewCustomer(1, "one") : ShopWrites.NewBill($"{number}").OnlyIf(ShopWrites.HasCustomer("one")),
            ByTwo));

        Outcomes(results).Should().Equal("Created", "Created", "Created", "Created");
    }

    /// <summary>What a gate holds is free again with the commit of its chunk.</summary>
    [Fact]
    public async Task WriteStream_GateRevokedBetweenChunks_RefusesFromThereOn()
    {
        await SeedAsync(new Customer { Id = 1, Name = "one" });
        List<string> outcomes = [];

        await foreach (var result in NewOpsProvider().WriteStreamAsync(
            Numbers(4), number => ShopWrites.NewBill($"{number}").OnlyIf(ShopWrites.HasCustomer("one")), ByTwo))
        {
            outcomes.AddRange(Outcomes([result]));
            if (result.Source == 2) await NewOps().UpdateAsync(ShopWrites.Rename(1, "two"));
        }

        outcomes.Should().Equal("Created", "Created", "NotAllowed", "NotAllowed");
    }

    [Fact]
    public async Task WriteStream_BadKey_ThrowsWithThePositionInTheStreamAndKeepsTheChunksBefore()
    {
        var (results, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(4), number => number == 4 ? new Purger<Bill>("four") : NewBill(number), ByTwo));

        error.Should().BeOfType<ArgumentException>().Which.Message.Should().Contain("Item 3");
        results.Should().HaveCount(2);
        (await BillsAsync()).Should().Equal(1, 2);
    }
}
