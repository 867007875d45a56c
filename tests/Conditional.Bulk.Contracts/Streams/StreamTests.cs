using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Conditional.Bulk.Contracts.Batches;

namespace Conditional.Bulk.Contracts.Streams;

/// <summary>Streams of bills: source n makes bill n.</summary>
public abstract class StreamTests(TestProvider provider, EngineSetting engine) : ContractTests<ShopContext>(provider, engine)
{
    /// <summary>The sources that were read, in order.</summary>
    protected ConcurrentQueue<int> Read { get; } = new();

    protected bool SourcesDisposed { get; private set; }

    protected static IBulkWrite NewBill(int number) => ShopWrites.NewBill($"{number:000000}");

    /// <summary>The numbers from 1, as many as are asked for.</summary>
    protected async IAsyncEnumerable<int> Numbers(
        int count, Func<int, CancellationToken, Task>? before = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (var number = 1; number <= count; number++)
            {
                if (before is not null) await before(number, cancellationToken);
                Read.Enqueue(number);
                yield return number;
            }
        }
        finally
        {
            SourcesDisposed = true;
        }
    }

    protected static StreamOptions<ShopContext, int> ByTwo { get; } = new() { ItemsPerCommit = 2 };

    /// <summary>The numbers of the bills that are committed.</summary>
    protected Task<List<int>> BillsAsync() => CommittedAsync(async context =>
        (await context.Set<Bill>().OrderBy(bill => bill.Number).Select(bill => bill.Number).ToListAsync()).ConvertAll(int.Parse));

    protected static async Task<List<BatchItemResult<TSource>>> ListAsync<TSource>(IAsyncEnumerable<BatchItemResult<TSource>> stream)
    {
        List<BatchItemResult<TSource>> results = [];
        await foreach (var result in stream) results.Add(result);
        return results;
    }

    /// <summary>What came out, and what ended it.</summary>
    protected static async Task<(List<BatchItemResult<TSource>> Results, Exception? Error)> UntilErrorAsync<TSource>(
        IAsyncEnumerable<BatchItemResult<TSource>> stream, Action<BatchItemResult<TSource>>? each = null)
    {
        List<BatchItemResult<TSource>> results = [];
        try
        {
            await foreach (var result in stream)
            {
                results.Add(result);
                each?.Invoke(result);
            }

            return (results, null);
        }
        catch (Exception exception)
        {
            return (results, exception);
        }
    }

    protected static IEnumerable<string> Outcomes<TSource>(IEnumerable<BatchItemResult<TSource>> results) =>
        results.Select(item => item.IsSuccess ? $"{item.Action}" : $"{item.Failure.Kind}");
}
