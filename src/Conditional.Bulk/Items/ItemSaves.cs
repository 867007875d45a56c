using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk;

/// <summary>
/// Where <c>SaveChanges</c> of a private context hands over what it found to write, and what was seen of that. One per context; on
/// contexts of others it does nothing.
/// </summary>
internal sealed class ItemSaves(ICurrentDbContext current)
{
    private readonly List<IUpdateEntry> _seen = [];
    private bool _isRecorded;
    private bool _hasCommands;

    /// <summary>Takes the commands while a window is open; null while they are executed.</summary>
    public ItemRecorder? Recorder { get; set; }

    /// <summary>
    /// On the caller's context while a window runs: what a spec does there is in the same transaction, and has to see what is recorded.
    /// </summary>
    public ItemRecorder? Watcher { get; set; }

    /// <summary>That of the caller's context; null on any but a private context.</summary>
    public ItemSaves? Caller { get; set; }

    /// <summary>A query to append to the next command of a save, and where its one value goes; null for none.</summary>
    public (string Query, Action<object?> Learn)? Identity { get; set; }

    /// <summary>That of a context; one that sees nothing where the host gave EF services of its own.</summary>
    public static ItemSaves Of(DbContext context) =>
        ((IInfrastructure<IServiceProvider>)context).Instance.GetService(typeof(ItemSaves)) as ItemSaves
        ?? new ItemSaves(context.GetService<ICurrentDbContext>());

    /// <summary>Whether saves of the context come here, which they do not where the host replaces EF's <c>IDatabase</c>.</summary>
    public static bool AreSeen(DbContext context) => context.GetService<IDatabase>() is ItemDatabase;

    /// <summary>Begins with another item.</summary>
    public void Forget()
    {
        _seen.Clear();
        _isRecorded = false;
        _hasCommands = false;
    }

    public void Seen(IList<IUpdateEntry> entries) => _seen.AddRange(entries);

    /// <summary>The commands of what was seen are recorded, and EF may have been kept from accepting the entries.</summary>
    public void Recorded() => _isRecorded = true;

    /// <summary>EF has commands for what was seen, to be executed or recorded; there may be none for an entry that changes no column.</summary>
    public void HasCommands() => _hasCommands = true;

    /// <summary>Whether EF had anything to send for the item.</summary>
    /// <param name="saved">What <c>SaveChanges</c> returned: all there is to go by where the host gave EF services of its own.</param>
    public bool HasWritten(int saved) => _hasCommands || (saved > 0 && !AreSeen(current.Context));

    /// <summary>
    /// An override of SaveChanges can swallow its exception, and an interceptor can suppress the save: that is never taken for saved.
    /// </summary>
    /// <exception cref="InvalidOperationException">Something of the item is not saved.</exception>
    public void RequireSaved()
    {
        var context = current.Context;
        if (!AreSeen(context) || _seen.Count == 0)
        {
            RequireNothingToSave(context);
            return;
        }

        if (_isRecorded) return;

        foreach (var entry in _seen)
        {
            if (entry.EntityState is EntityState.Added or EntityState.Modified or EntityState.Deleted) throw NotSaved(entry.EntityType.DisplayName(), entry.EntityState);
        }
    }

    private static void RequireNothingToSave(DbContext context)
    {
        // What a SavedChanges handler did to an entity since is not looked for.
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        var unsaved = context.ChangeTracker.Entries()
            .FirstOrDefault(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted);
        context.ChangeTracker.AutoDetectChangesEnabled = true;
        if (unsaved is not null) throw NotSaved(unsaved.Metadata.DisplayName(), unsaved.State);
    }

    private static InvalidOperationException NotSaved(string entity, EntityState state) => new(
        $"SaveChangesAsync returned, but the '{entity}' is still {state}: an override or interceptor swallowed or suppressed the save.");
}
