using System.Collections;

namespace Conditional.Bulk;

/// <summary>
/// An ordered batch of writes of any kind and of any entity types, with a gate or without, each with what it was made from: a row of a file, an
/// operation of a request.
/// </summary>
/// <typeparam name="TSource">What the writes are made from.</typeparam>
/// <remarks>
/// A call copies it, so it may be changed while the call runs, and used any number of times. Specs run again each time, and have to
/// build new instances.
/// </remarks>
public sealed class WriteBatch<TSource> : IReadOnlyCollection<KeyValuePair<TSource, IBulkWrite>>
{
    private readonly List<KeyValuePair<TSource, IBulkWrite>> _items = [];

    /// <summary>Makes an empty batch.</summary>
    public WriteBatch()
    {
    }

    /// <summary>Makes a batch of one write for each source.</summary>
    /// <param name="sources">What the writes are made from, in the order in which the writes run.</param>
    /// <param name="write">Makes the write of a source; called once for each, in order.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="write"/> returned null.</exception>
    public WriteBatch(IEnumerable<TSource> sources, Func<TSource, IBulkWrite> write)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(write);
        foreach (var source in sources)
        {
            Add(source, write(source) ?? throw new ArgumentException($"It returned null for source {Count}.", nameof(write)));
        }
    }

    /// <summary>How many writes the batch has.</summary>
    public int Count => _items.Count;

    /// <summary>Adds a write, to run after those before it.</summary>
    /// <param name="source">What the write was made from; comes back with its result, and is not looked at.</param>
    /// <param name="write">The write.</param>
    /// <exception cref="ArgumentNullException"><paramref name="write"/> is null.</exception>
    public void Add(TSource source, IBulkWrite write)
    {
        ArgumentNullException.ThrowIfNull(write);
        _items.Add(new(source, write));
    }

    /// <summary>Enumerates the writes with their sources, in order.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<KeyValuePair<TSource, IBulkWrite>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
