using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk;

/// <summary>Where EF's <c>SaveChanges</c> hands over what it found to write. While a window is saved, that goes to the window.</summary>
internal sealed class WindowDatabase(DatabaseDependencies dependencies, RelationalDatabaseDependencies relationalDependencies)
    : RelationalDatabase(dependencies, relationalDependencies)
{
    private IUpdateAdapter? _adapter;

    public WindowSave? Window { get; set; }

    public override async Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        if (Window is null) return await base.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);

        await Window.WriteAsync(entries, BatchesOf, cancellationToken).ConfigureAwait(false);
        return entries.Count;
    }

    private IEnumerable<ModificationCommandBatch> BatchesOf(IList<IUpdateEntry> entries)
    {
        var preparer = RelationalDependencies.BatchPreparer;
        try
        {
            foreach (var batch in preparer.BatchCommands(entries, _adapter ??= Dependencies.UpdateAdapterFactory.Create())) yield return batch;
        }
        finally
        {
            preparer.ResetState();
        }
    }
}
