using System.Threading.Channels;

namespace Conditional.Bulk.Contracts.Streams;

/// <summary>How the sources of a stream are read: once, and up to a chunk ahead of what is being written.</summary>
public abstract class StreamSourceTests(TestProvider provider, EngineSetting engine) : StreamTests(provider, engine)
{
    [Fact]
    public async Task WriteStream_EnumeratedTwice_Throws()
    {
        var stream = NewOpsProvider().WriteStreamAsync(Numbers(3), NewBill);
        await ListAsync(stream);

        var again = () => ListAsync(stream);

        (await again.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should().Contain("a second time");
        Read.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(6, 4)]
    public async Task WriteStream_SourceThrows_ResultsOfChunksBeforeComeOutFirst(int at, int written)
    {
        var (results, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(6, (number, _) => number == at ? throw new InvalidTimeZoneException() : Task.CompletedTask), NewBill, ByTwo));

        error.Should().BeOfType<InvalidTimeZoneException>();
        results.Select(item => item.Source).Should().Equal(Enumerable.Range(1, written));
        (await BillsAsync()).Should().Equal(Enumerable.Range(1, written));
        SourcesDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task WriteStream_SourceCannotBeEnumerated_Throws()
    {
        var (results, error) = await UntilErrorAsync(NewOpsProvider().WriteStreamAsync(new Unreadable(), NewBill));

        error.Should().BeOfType<InvalidTimeZoneException>();
        results.Should().BeEmpty();
    }

    [Fact]
    public async Task WriteStream_WriteThrowsOrIsNull_IsTheFailureOfTheItem()
    {
        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(5), number => number switch { 2 => throw new InvalidTimeZoneException("secret"), 3 => null!, _ => NewBill(number) }));

        Outcomes(results).Should().Equal("Created", "SpecFailed", "SpecFailed", "Created", "Created");
        results[1].Failure!.Exception.Should().BeOfType<InvalidTimeZoneException>();
        results[1].Failure!.Message.Should().Contain(nameof(InvalidTimeZoneException)).And.NotContain("secret");
        results[2].Failure!.Exception.Should().BeOfType<InvalidOperationException>();
        results.Select(item => item.Index).Should().Equal(0, 1, 2, 3, 4);
        results.Should().OnlyContain(item => item.Write != null);
        (await BillsAsync()).Should().Equal(1, 4, 5);
    }

    [Fact]
    public async Task WriteStream_NoWriteCanBeMade_FailuresAlone()
    {
        var results = await ListAsync(NewOpsProvider().WriteStreamAsync(Numbers(3), _ => null!, ByTwo));

        Outcomes(results).Should().Equal("SpecFailed", "SpecFailed", "SpecFailed");
    }

    /// <summary>The failed batch of a chunk may hold a write that there is not.</summary>
    [Fact]
    public async Task WriteStream_UnmadeWriteIsWrittenAgain_FailsAgain()
    {
        WriteBatch<int>? failed = null;
        await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(3),
            number => number == 2 ? throw new InvalidTimeZoneException() : NewBill(1),
            new()
            {
                BeforeCommit = (_, results, _) =>
                {
                    failed = results.FailedBatch();
                    return Task.CompletedTask;
                },
            }));

        var again = await NewOps().BulkWritePartialAsync(failed!);

        Outcomes(again.Items).Should().Equal("SpecFailed", "UniqueViolation");
        again.Failed[0].Failure.Index.Should().Be(0);
        again.Failed[0].Failure.Exception.Should().BeOfType<InvalidTimeZoneException>();
    }

    [Fact]
    public async Task WriteStream_Write_IsCalledOncePerSourceInOrderOutsideOfTransactions()
    {
        List<int> called = [];
        var inTransaction = false;
        List<bool> calledInTransaction = [];

        await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(5),
            number =>
            {
                called.Add(number);
                calledInTransaction.Add(inTransaction);
                return NewBill(number);
            },
            ByTwo with
            {
                BeforeCommit = async (_, _, token) =>
                {
                    inTransaction = true;
                    await Task.Delay(20, token);
                    inTransaction = false;
                },
            }));

        called.Should().Equal(1, 2, 3, 4, 5);
        calledInTransaction.Should().NotContain(true);
    }

    [Fact]
    public async Task WriteStream_WhileAChunkIsWritten_TheNextIsReadAndNoMore()
    {
        List<int> read = [];

        await ListAsync(NewOpsProvider().WriteStreamAsync(
            Numbers(20),
            NewBill,
            ByTwo with
            {
                BeforeCommit = async (_, results, token) =>
                {
                    var expected = Math.Min(20, results.Items[^1].Index + 3);
                    for (var i = 0; i < 500 && Read.Count < expected; i++) await Task.Delay(10, token);
                    await Task.Delay(20, token);
                    read.Add(Read.Count);
                },
            }));

        read.Should().Equal(4, 6, 8, 10, 12, 14, 16, 18, 20, 20);
    }

    [Fact]
    public async Task WriteStream_LiveSource_AChunkWaitsUntilItIsFull()
    {
        var channel = Channel.CreateUnbounded<int>();
        var next = 0;
        await using var enumerator = NewOpsProvider()
            .WriteStreamAsync(channel.Reader.ReadAllAsync(), NewBill, ByTwo).GetAsyncEnumerator();

        var first = enumerator.MoveNextAsync().AsTask();
        channel.Writer.TryWrite(++next);
        await Task.Delay(50);
        first.IsCompleted.Should().BeFalse();
        channel.Writer.TryWrite(++next);
        (await first).Should().BeTrue();
        (await BillsAsync()).Should().Equal(1, 2);

        channel.Writer.TryWrite(++next);
        channel.Writer.Complete();
        for (var i = 0; i < 2; i++) (await enumerator.MoveNextAsync()).Should().BeTrue();
        (await enumerator.MoveNextAsync()).Should().BeFalse();
        (await BillsAsync()).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task WriteStream_BreakWhileTheSourceWaits_CancelsTheReadAndWaitsForItBeforeDisposing()
    {
        var isReading = false;
        var readingWhileDisposed = true;
        var source = new Watched(Numbers(9, async (number, token) =>
        {
            if (number <= 2) return;

            isReading = true;
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                await Task.Delay(30, CancellationToken.None);
                isReading = false;
            }
        }), () => readingWhileDisposed = isReading);

        await foreach (var result in NewOpsProvider().WriteStreamAsync(source, NewBill, ByTwo))
        {
            if (result.Source == 2) break;
        }

        readingWhileDisposed.Should().BeFalse();
        (await BillsAsync()).Should().Equal(1, 2);
    }

    [Fact]
    public async Task WriteStream_BreakAndTheReadFails_IsNotThrown()
    {
        await foreach (var _ in NewOpsProvider().WriteStreamAsync(
            Numbers(9, async (number, token) =>
            {
                if (number <= 2) return;
                await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
                throw new InvalidTimeZoneException();
            }),
            NewBill,
            ByTwo))
        {
            break;
        }

        (await BillsAsync()).Should().Equal(1, 2);
        SourcesDisposed.Should().BeTrue();
    }

    private sealed class Unreadable : IAsyncEnumerable<int>
    {
        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => throw new InvalidTimeZoneException();
    }

    private sealed class Watched(IAsyncEnumerable<int> sources, Action disposing) : IAsyncEnumerable<int>
    {
        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            new Enumerator(sources.GetAsyncEnumerator(cancellationToken), disposing);

        private sealed class Enumerator(IAsyncEnumerator<int> inner, Action disposing) : IAsyncEnumerator<int>
        {
            public int Current => inner.Current;

            public ValueTask<bool> MoveNextAsync() => inner.MoveNextAsync();

            public ValueTask DisposeAsync()
            {
                disposing();
                return inner.DisposeAsync();
            }
        }
    }
}
