using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk;

/// <summary>Where EF's <c>SaveChanges</c> ends: executed at once as ever, or recorded while a window is open.</summary>
internal sealed class ItemDatabase(
    DatabaseDependencies dependencies, RelationalDatabaseDependencies relationalDependencies, ItemSaves saves)
    : RelationalDatabase(dependencies, relationalDependencies)
{
    private IUpdateAdapter? _adapter;

    /// <summary>EF's commands for entries, whose batches <see cref="CommandCollector"/> collects while a window is open.</summary>
    /// <param name="entries">The entries; EF may add some of the same rows.</param>
    public IEnumerable<IReadOnlyModificationCommand> CommandsOf(IList<IUpdateEntry> entries)
    {
        var preparer = RelationalDependencies.BatchPreparer;
        try
        {
            foreach (var batch in preparer.BatchCommands(entries, Adapter))
            {
                foreach (var command in batch.ModificationCommands) yield return command;
            }
        }
        finally
        {
            preparer.ResetState();
        }
    }

    public IUpdateAdapter Adapter => _adapter ??= Dependencies.UpdateAdapterFactory.Create();

    public override int SaveChanges(IList<IUpdateEntry> entries)
    {
        saves.Seen(entries);
        var count = entries.Count;
        if (saves.Recorder is not { } recorder) return base.SaveChanges(entries);
        if (recorder.TryRecord(this, entries)) return count;

        recorder.BeginAtOnceAsync(CancellationToken.None).GetAwaiter().GetResult();
        return base.SaveChanges(entries);
    }

    public override async Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        saves.Seen(entries);
        var count = entries.Count;
        if (saves.Recorder is not { } recorder) return await base.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
        if (recorder.TryRecord(this, entries)) return count;

        await recorder.BeginAtOnceAsync(cancellationToken).ConfigureAwait(false);
        return await base.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
    }
}
