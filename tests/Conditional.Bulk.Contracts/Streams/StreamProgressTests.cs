using System.Diagnostics;

namespace Conditional.Bulk.Contracts.Streams;

/// <summary>Progress of a stream: what is committed, forwards only, at a bounded rate.</summary>
public abstract class StreamProgressTests(TestProvider provider, EngineSetting engine) : StreamTests(provider, engine)
{
    [Fact]
    public async Task WriteStream_Progress_CountsWhatIsCommittedAtABoundedRate()
    {
        List<BulkProgress> reports = [];
        var chunks = 0;
        var begun = Stopwatch.StartNew();

        await ListAsync(NewOpsProvider(options => options.RetryTransientExceptions()).WriteStreamAsync(
            Numbers(100),
            number => NewBill(number % 10 == 0 ? 1 : number),
            ByTwo with
            {
                Progress = new Handler(reports.Add),
                BeforeCommit = (_, _, _) => ++chunks == 20 ? throw new TransientException() : Task.CompletedTask,
            }));

        reports.Should().HaveCountLessOrEqualTo((int)(begun.Elapsed.TotalSeconds * 10) + 2);
        reports.Should().OnlyContain(report => report.Total == 0 && report.Done == report.Succeeded + report.Failed && report.Done % 2 == 0);
        reports.Select(report => report.Done).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        reports[0].Should().Be(new BulkProgress(2, 2, 0, 0));
        reports[^1].Should().Be(new BulkProgress(100, 90, 10, 0));
    }

    [Fact]
    public async Task WriteStream_ProgressAtTheLimit_TheLastCountsWhatWasNotAttempted()
    {
        List<BulkProgress> reports = [];

        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(9), number => number == 2 ? null! : NewBill(number), ByTwo with { MaxFailures = 0, Progress = new Handler(reports.Add) }));

        reports[^1].Should().Be(new BulkProgress(results.Count, 1, results.Count - 1, 0));
    }

    [Fact]
    public async Task WriteStream_ProgressOfTheContext_IsToldAsThatOfAStream()
    {
        List<BulkProgress> reports = [];

        await ListAsync(NewOpsProvider(options => Database.Configure(options, Engine.Defaults with { Progress = new Handler(reports.Add) }))
            .WriteStreamAsync(Numbers(3), NewBill));

        reports.Should().Equal(new BulkProgress(3, 3, 0, 0));
    }

    [Fact]
    public async Task WriteStream_ProgressThrows_EndsTheStreamAfterTheResultsOfTheCommittedChunk()
    {
        var (results, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(6), NewBill, ByTwo with { Progress = new Handler(_ => throw new InvalidTimeZoneException()) }));

        error.Should().BeOfType<InvalidTimeZoneException>();
        results.Should().HaveCount(2);
        (await BillsAsync()).Should().Equal(1, 2);
    }

    private sealed class Handler(Action<BulkProgress> report) : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => report(value);
    }
}
