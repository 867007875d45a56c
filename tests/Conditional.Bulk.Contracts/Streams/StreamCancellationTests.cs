namespace Conditional.Bulk.Contracts.Streams;

/// <summary>Cancelled or left anywhere, a stream leaves whole chunks, and the results that came out are of them.</summary>
public abstract class StreamCancellationTests(TestProvider provider, EngineSetting engine) : StreamTests(provider, engine)
{
    [Fact]
    public async Task WriteStream_CancelledBefore_NothingIsRead()
    {
        var token = new CancellationToken(canceled: true);

        var (results, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(Numbers(3), NewBill, ByTwo, token));

        error.Should().BeOfType<OperationCanceledException>().Which.CancellationToken.Should().Be(token);
        results.Should().BeEmpty();
        Read.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteStream_CancelledWhileResultsComeOut_TheyAllDoAndNoOtherChunkBegins(bool byEnumeration)
    {
        using var cancellation = new CancellationTokenSource();
        var stream = NewOpsProvider().WriteStreamAsync(Numbers(9), NewBill, ByTwo, byEnumeration ? default : cancellation.Token);
        List<int> seen = [];

        var enumerate = async () =>
        {
            await foreach (var result in stream.WithCancellation(byEnumeration ? cancellation.Token : default))
            {
                seen.Add(result.Source);
                if (result.Source == 3) await cancellation.CancelAsync();
            }
        };

        (await enumerate.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(cancellation.Token);
        seen.Should().Equal(1, 2, 3, 4);
        (await BillsAsync()).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task WriteStream_CancelledInTheLastChunk_EndsAsIfNot()
    {
        using var cancellation = new CancellationTokenSource();

        var (results, error) = await UntilErrorAsync(
            NewOpsProvider().WriteStreamAsync(Numbers(3), NewBill, ByTwo, cancellation.Token), result =>
            {
                if (result.Source == 3) cancellation.Cancel();
            });

        error.Should().BeNull();
        results.Should().HaveCount(3);
    }

    [Fact]
    public async Task WriteStream_CancelledWhileTheSourceWaits_ThrowsWithTheCallersToken()
    {
        using var cancellation = new CancellationTokenSource();
        var stream = NewOpsProvider().WriteStreamAsync(
            Numbers(9, (number, token) => number == 3 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask), NewBill, ByTwo, cancellation.Token);

        var (results, error) = await UntilErrorAsync(stream, result =>
        {
            if (result.Source == 2) cancellation.CancelAfter(20);
        });

        error.Should().BeAssignableTo<OperationCanceledException>().Which.CancellationToken.Should().Be(cancellation.Token);
        results.Should().HaveCount(2);
    }

    [Fact]
    public async Task WriteStream_CancelledInBeforeCommit_ThatChunkIsUndone()
    {
        using var cancellation = new CancellationTokenSource();
        var options = ByTwo with
        {
            BeforeCommit = async (ops, results, token) =>
            {
                if (results.Items[0].Index != 2) return;
                await cancellation.CancelAsync();
                await ops.Context.Database.ExecuteSqlRawAsync("SELECT 1", token);
            },
        };

        var (results, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(Numbers(6), NewBill, options, cancellation.Token));

        error.Should().BeAssignableTo<OperationCanceledException>();
        results.Should().HaveCount(2);
        (await BillsAsync()).Should().Equal(1, 2);
    }

    [Fact]
    public async Task WriteStream_CancelledAtRandomMoments_WholeChunksAndNothingElse()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var number = 0;
        for (var run = 0; run < 20; run++)
        {
            using var cancellation = new CancellationTokenSource();
            var first = number;
            var (results, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(
                Numbers(40, (_, _) =>
                {
                    if (random.Next(25) == 0) cancellation.CancelAfter(random.Next(8));
                    return Task.CompletedTask;
                }),
                source => NewBill(first + source),
                new() { ItemsPerCommit = 5 },
                cancellation.Token));

            if (error is not null) error.Should().BeAssignableTo<OperationCanceledException>("of seed {0}", seed);
            var kept = (await BillsAsync()).Count - first;
            (kept % 5).Should().Be(0, "chunks are kept whole (seed {0})", seed);
            results.Should().HaveCount(kept, "results come out for what is committed (seed {0})", seed);
            number = first + kept;
        }
    }

    [Fact]
    public async Task WriteStream_LeftAtRandomPlaces_WholeChunksAndNothingElse()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var written = 0;
        for (var run = 0; run < 10; run++)
        {
            var (first, size, last, done) = (written, random.Next(1, 8), random.Next(1, 30), 0);
            await foreach (var _ in NewOpsProvider().WriteStreamAsync(
                Numbers(30), source => NewBill(first + source), new() { ItemsPerCommit = size }))
            {
                if (++done == last) break;
            }

            written = first + Math.Min(30, (last + size - 1) / size * size);
            (await BillsAsync()).Should().HaveCount(written, "chunks are kept whole (seed {0}, run {1})", seed, run);
        }
    }
}
