using Conditional.Bulk.Contracts.Batches;

namespace Conditional.Bulk.Contracts.Streams;

/// <summary>The limit on failures holds for the whole stream, and nothing is lost at it.</summary>
public abstract class StreamLimitTests(TestProvider provider, EngineSetting engine) : StreamTests(provider, engine)
{
    /// <summary>Multiples of 3 fail.</summary>
    private static IBulkWrite EveryThirdFails(int number) =>
        number % 3 == 0 ? ShopWrites.PurgeCustomer(number) : NewBill(number);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 6)]
    [InlineData(2, 9)]
    [InlineData(3, 12)]
    public async Task WriteStream_Limit_CountsAcrossChunks(int maxFailures, int last)
    {
        List<int> attempted = [];
        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(40),
            EveryThirdFails,
            new()
            {
                ItemsPerCommit = 4,
                MaxFailures = maxFailures,
                BeforeCommit = (_, chunk, _) =>
                {
                    attempted.AddRange(chunk.Items.Select(item => item.Source));
                    return Task.CompletedTask;
                },
            }));

        attempted.Should().Equal(Enumerable.Range(1, last));
        Outcomes(results.Take(last)).Should().Equal(Enumerable.Range(1, last).Select(number => number % 3 == 0 ? "TargetNotFound" : "Created"));
        results.Skip(last).Should().NotBeEmpty().And.OnlyContain(item => item.Failure!.Kind == WriteFailureKind.NotAttempted);
        results.Select(item => item.Source).Should().Equal(Read);
        results.Select(item => item.Index).Should().Equal(Enumerable.Range(0, results.Count));
        results.Should().HaveCountLessOrEqualTo(((last + 3) / 4 * 4) + 4);
        (await BillsAsync()).Should().Equal(Enumerable.Range(1, last).Where(number => number % 3 != 0));
        SourcesDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task WriteStream_LimitIsNotExceeded_IsReadToItsEnd()
    {
        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(9), EveryThirdFails, new() { ItemsPerCommit = 4, MaxFailures = 3 }));

        Outcomes(results).Should().NotContain("NotAttempted").And.HaveCount(9);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    [InlineData(6, 1)]
    public async Task WriteStream_LimitExceededByTheLastItemOfAChunk_AtLeastTheNextSourceComesOut(int count, int least)
    {
        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(count), EveryThirdFails, new() { ItemsPerCommit = 3, MaxFailures = 0 }));

        Outcomes(results.Take(3)).Should().Equal("Created", "Created", "TargetNotFound");
        Outcomes(results.Skip(3)).Should().AllBe("NotAttempted");
        results.Count.Should().BeInRange(3 + least, count);
        results.Select(item => item.Source).Should().Equal(Read);
    }

    /// <summary>Nobody waits for sources that come out as not attempted, but for the first.</summary>
    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    public async Task WriteStream_LimitExceededAndTheSourceIsSlow_DoesNotWaitForMoreThanItHasTo(int failing, int expected)
    {
        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(99, (number, token) => number > expected ? Task.Delay(Timeout.Infinite, token) : number == 4 ? Task.Delay(200, token) : Task.CompletedTask),
            number => number == failing ? ShopWrites.PurgeCustomer(1) : NewBill(number),
            new() { ItemsPerCommit = 3, MaxFailures = 0 }));

        results.Should().HaveCount(expected);
        results[^1].Failure!.Kind.Should().Be(WriteFailureKind.NotAttempted);
    }

    [Fact]
    public async Task WriteStream_NotAttempted_SaysSoAndCanBeWrittenLater()
    {
        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(4), number => number == 1 ? ShopWrites.PurgeCustomer(1) : NewBill(number), new() { ItemsPerCommit = 1, MaxFailures = 0 }));

        var failure = results[1].Failure!;
        failure.Exception.Should().BeOfType<DbUpdateException>();
        failure.Message.Should().Contain("'Bill'").And.Contain("not attempted");
        WriteFailure.Of(failure.Exception).Should().BeSameAs(failure);
        var batch = new WriteBatch<int>();
        foreach (var result in results.Skip(1)) batch.Add(result.Source, result.Write);
        (await NewOps().BulkWritePartialAsync(batch)).HasFailures.Should().BeFalse();
    }

    [Fact]
    public async Task WriteStream_UnmadeWrites_CountTowardTheLimit()
    {
        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(4), number => number == 2 ? null! : NewBill(number), new() { MaxFailures = 0 }));

        Outcomes(results).Should().Equal("Created", "SpecFailed", "NotAttempted", "NotAttempted");
        (await BillsAsync()).Should().Equal(1);
    }

    [Fact]
    public async Task WriteStream_SourceThrowsAfterTheLimit_IsThrownAfterTheResults()
    {
        var (results, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(9, (number, _) => number == 4 ? throw new InvalidTimeZoneException() : Task.CompletedTask),
            EveryThirdFails,
            new() { ItemsPerCommit = 3, MaxFailures = 0 }));

        error.Should().BeOfType<InvalidTimeZoneException>();
        results.Should().HaveCount(3);
    }

    [Fact]
    public async Task WriteStream_LimitOfTheContext_IsInherited()
    {
        var results = await ListAsync(NewOpsProvider(options => Database.Configure(options, Engine.Defaults with { MaxFailures = 1 }))
            .WriteStreamAsync(Numbers(9), EveryThirdFails, new() { ItemsPerCommit = 2 }));

        Outcomes(results.Take(7)).Should().Equal("Created", "Created", "TargetNotFound", "Created", "Created", "TargetNotFound", "NotAttempted");
    }
}
