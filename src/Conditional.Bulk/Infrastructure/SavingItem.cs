using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk.Infrastructure;

/// <summary>What EF's <c>SaveChanges</c> found to write for one item of a window.</summary>
public sealed class SavingItem
{
    private readonly Func<IList<IUpdateEntry>, IEnumerable<ModificationCommandBatch>> _batchesOf;
    private readonly List<IUpdateEntry> _entries = [];

    internal SavingItem(Func<IList<IUpdateEntry>, IEnumerable<ModificationCommandBatch>> batchesOf) => _batchesOf = batchesOf;

    /// <summary>The entries that are added, modified or deleted.</summary>
    public IReadOnlyList<IUpdateEntry> Entries => _entries;

    /// <summary>With what EF's <c>SaveChanges</c> would have ended; null unless the item failed.</summary>
    public DbUpdateException? Exception { get; private set; }

    /// <summary>
    /// EF's batches for the entries, made as they are enumerated. Each is to be executed before the next is asked for, whose commands may
    /// need the keys that it generates.
    /// </summary>
    /// <returns>The batches; none if there is nothing to write.</returns>
    public IEnumerable<ModificationCommandBatch> Batches() => _entries.Count == 0 ? [] : _batchesOf(_entries);

    /// <summary>Has EF execute the batches, one after the other.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    /// <exception cref="DbUpdateException">The database rejected the write, or it met no row.</exception>
    public async Task ExecuteAsync(IRelationalConnection connection, CancellationToken cancellationToken)
    {
        foreach (var batch in Batches()) await batch.ExecuteAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells that the item failed. Its entries leave the tracker, so that nothing of it is accepted as saved.</summary>
    /// <param name="exception">What EF's <c>SaveChanges</c> would have thrown.</param>
    public void Fail(DbUpdateException exception)
    {
        Exception = exception;
        foreach (var entry in _entries) entry.ToEntityEntry().State = EntityState.Detached;
    }

    internal void Add(IUpdateEntry entry) => _entries.Add(entry);
}
