using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk;

/// <summary>One <c>SaveChanges</c> for all items of a window, in which the pipeline writes them one after the other.</summary>
internal sealed class WindowSave(WritePipeline pipeline, IReadOnlyList<IReadOnlyList<EntityEntry>> entriesOfItems)
{
    private SavingItem[] _items = [];

    /// <param name="context">The private context, which tracks the items.</param>
    /// <param name="pipeline">Writes them.</param>
    /// <param name="entriesOfItems">The entries of each item. Each entry belongs to one item.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>For each item null if it is written, else the exception with which a <c>SaveChanges</c> of its own would have ended.</returns>
    public static async Task<IReadOnlyList<Exception?>> RunAsync(
        DbContext context,
        WritePipeline pipeline,
        IReadOnlyList<IReadOnlyList<EntityEntry>> entriesOfItems,
        CancellationToken cancellationToken)
    {
        var save = new WindowSave(pipeline, entriesOfItems);
        var database = (WindowDatabase)context.GetService<IDatabase>();
        database.Window = save;
        try
        {
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            database.Window = null;
            foreach (var item in save._items) item.RestoreValues();
        }

        // Nothing reaches the database where nothing is changed.
        return save._items is [] ? new Exception?[entriesOfItems.Count] : [.. save._items.Select(item => item.Exception)];
    }

    public Task WriteAsync(
        IList<IUpdateEntry> entries,
        Func<IList<IUpdateEntry>, IEnumerable<ModificationCommandBatch>> batchesOf,
        CancellationToken cancellationToken)
    {
        _items = [.. entriesOfItems.Select(_ => new SavingItem(batchesOf))];
        var itemOf = new Dictionary<object, SavingItem>(entries.Count, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < _items.Length; i++)
        {
            foreach (var entry in entriesOfItems[i]) itemOf.TryAdd(entry.Entity, _items[i]);
        }

        foreach (var entry in entries)
        {
            if (!itemOf.TryGetValue(entry.ToEntityEntry().Entity, out var item))
            {
                throw new InvalidOperationException(
                    $"A '{entry.EntityType.DisplayName()}' that belongs to no item was added while the changes were being saved.");
            }

            item.Add(entry);
        }

        return pipeline.WriteAsync(_items, cancellationToken);
    }
}
