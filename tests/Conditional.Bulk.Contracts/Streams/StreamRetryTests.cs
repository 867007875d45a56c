using Conditional.Bulk.Contracts.Batches;

namespace Conditional.Bulk.Contracts.Streams;

/// <summary>A chunk that the execution strategy runs again is written once, and its sources are not read again.</summary>
public abstract class StreamRetryTests(TestProvider provider, EngineSetting engine) : StreamTests(provider, engine)
{
    [Fact]
    public async Task WriteStream_ChunkFailsTransiently_RunsAgainWithFreshOpsAndResults()
    {
        List<int> written = [];
        List<(int First, object Ops, object Results)> attempts = [];

        var results = await ListAsync(NewOpsProvider(options => options.RetryTransientExceptions()).WriteStreamAsync(
            Numbers(6),
            number =>
            {
                written.Add(number);
                return NewBill(number == 4 ? 1 : number);
            },
            ByTwo with
            {
                BeforeCommit = (ops, chunk, _) =>
                {
                    attempts.Add((chunk.Items[0].Index, ops, chunk));
                    return attempts.Count is 2 or 3 ? throw new TransientException() : Task.CompletedTask;
                },
            }));

        Outcomes(results).Should().Equal("Created", "Created", "Created", "UniqueViolation", "Created", "Created");
        attempts.Select(attempt => attempt.First).Should().Equal(0, 2, 2, 2, 4);
        attempts.Select(attempt => attempt.Ops).Should().OnlyHaveUniqueItems();
        attempts.Select(attempt => attempt.Results).Should().OnlyHaveUniqueItems();
        written.Should().Equal(1, 2, 3, 4, 5, 6);
        Read.Should().Equal(1, 2, 3, 4, 5, 6);
        (await BillsAsync()).Should().Equal(1, 2, 3, 5, 6);
        var ids = await CommittedAsync(context => context.Set<Bill>().Where(bill => bill.Number == "000003").Select(bill => bill.Id).SingleAsync());
        results[2].Entity.Should().BeOfType<Bill>().Which.Id.Should().Be(ids);
    }

    [Fact]
    public async Task WriteStream_ChunkKeepsFailingTransiently_ThrowsAndKeepsTheChunksBefore()
    {
        var (results, error) = await UntilErrorAsync(NewOpsProvider(options => options.RetryTransientExceptions()).WriteStreamAsync(
            Numbers(6), NewBill, ByTwo with { BeforeCommit = (_, chunk, _) => chunk.Items[0].Index == 2 ? throw new TransientException() : Task.CompletedTask }));

        error!.GetBaseException().Should().BeOfType<TransientException>();
        results.Should().HaveCount(2);
        (await BillsAsync()).Should().Equal(1, 2);
    }

    [Fact]
    public async Task WriteStream_RetryWithALimit_FailuresOfUndoneAttemptsDoNotCount()
    {
        var attempts = 0;

        var results = await ListAsync(NewOpsProvider(options => options.RetryTransientExceptions()).WriteStreamAsync(
            Numbers(4),
            number => NewBill(number == 2 ? 1 : number),
            ByTwo with { MaxFailures = 1, BeforeCommit = (_, _, _) => ++attempts < 3 ? throw new TransientException() : Task.CompletedTask }));

        Outcomes(results).Should().Equal("Created", "UniqueViolation", "Created", "Created");
    }
}
