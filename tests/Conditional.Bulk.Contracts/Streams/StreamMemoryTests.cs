using System.Collections.Concurrent;
using System.Globalization;
using Conditional.Bulk.Contracts.Batches;

namespace Conditional.Bulk.Contracts.Streams;

/// <summary>
/// What a stream holds does not depend on its length. A long run: CONDITIONAL_BULK_STREAM_ROWS, which is compared with 10,000 rows.
/// </summary>
public abstract class StreamMemoryTests(TestProvider provider, EngineSetting engine) : StreamTests(provider, engine)
{
    /// <summary>A row of a file, so that sources can be counted.</summary>
    private sealed record Row(int Number);

    [Fact]
    public async Task WriteStream_TenTimesAsLong_HoldsNoMore()
    {
        var isLong = int.TryParse(Environment.GetEnvironmentVariable("CONDITIONAL_BULK_STREAM_ROWS"), CultureInfo.InvariantCulture, out var rows);
        var shorter = await MostAliveAsync(first: 0, count: isLong ? 10_000 : 1_000);
        var longer = await MostAliveAsync(first: 100_000, count: isLong ? rows : 10_000);

        ((double)longer).Should().BeLessOrEqualTo(shorter * 1.5);
    }

    /// <summary>The most sources and entities that were alive, looked at where results of a chunk begin to come out.</summary>
    private async Task<int> MostAliveAsync(int first, int count)
    {
        const int ItemsPerCommit = 250;
        var made = new ConcurrentBag<WeakReference>();
        var most = 0;
        var done = 0;
        await foreach (var _ in NewOpsProvider().WriteStreamAsync(
            Rows(), row => CreatorSpec.For(() => Known(new Bill { Number = $"{row.Number:0000000}" })), new() { ItemsPerCommit = ItemsPerCommit }))
        {
            if (done++ % (count / 4) != ItemsPerCommit / 2) continue;

            // The rest would else run on top of the stream's own frames.
            await Task.Yield();
            await Task.Delay(20);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            most = Math.Max(most, made.Count(reference => reference.IsAlive));
        }

        done.Should().Be(count);
        return most;

        async IAsyncEnumerable<Row> Rows()
        {
            foreach (var number in Enumerable.Range(first, count))
            {
                if (number % 100 == 0) await Task.Yield();
                yield return Known(new Row(number));
            }
        }

        T Known<T>(T instance) where T : class
        {
            made.Add(new WeakReference(instance));
            return instance;
        }
    }
}
