using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk;

/// <summary>
/// Takes what the items of an open window write, and has the provider write it: at the end of the window, or earlier, when somebody asks the
/// database.
/// </summary>
/// <param name="commands">Makes commands of entries.</param>
/// <param name="session">Writes them.</param>
/// <param name="saves">Where <c>SaveChanges</c> of the private context goes.</param>
/// <param name="savepoint">Of an item that EF has to execute within the window.</param>
/// <param name="settled">Told of each item in order, once its outcome is known.</param>
internal sealed class ItemRecorder(
    CommandRecorder commands, WriteSession session, ItemSaves saves, Savepoint savepoint, Func<RecordedItem, CancellationToken, Task> settled)
{
    private readonly List<RecordedItem> _unsettled = [];
    private RecordedItem _current = new(-1);
    private bool _isInItem;
    private bool _isWriting;

    /// <summary>Whether EF is asked for commands that are not to be executed.</summary>
    public bool IsCollecting { get; private set; }

    /// <summary>Whether the current item is executed at once, in its savepoint.</summary>
    public bool IsAtOnce { get; private set; }

    /// <summary>Whether an item runs: what EF executes then, a spec or handler of that item has asked for.</summary>
    public bool IsInItem => _isInItem && !_isWriting;

    /// <summary>With what a write ended that had to be made for a question: whoever asked may have swallowed it.</summary>
    public Exception? Lost { get; private set; }

    /// <summary>Begins with another item.</summary>
    public void Begin(WriteItem item) => (_current, IsAtOnce, _isInItem) = (new RecordedItem(item.Index), false, true);

    /// <summary>The item has run.</summary>
    public void End() => _isInItem = false;

    /// <summary>The current item is recorded as a whole.</summary>
    /// <returns>What was recorded.</returns>
    public RecordedItem Keep()
    {
        _unsettled.Add(_current);
        return _current;
    }

    /// <summary>Records what EF found to write for the current item.</summary>
    /// <returns>False if EF has to execute it.</returns>
    public bool TryRecord(ItemDatabase database, IList<IUpdateEntry> entries)
    {
        if (IsAtOnce) return false;
        if (_current.Commands.Any(command => command.Generates)) throw new WindowRestartException("an item is saved twice");

        IsCollecting = true;
        try
        {
            // EF adds entries to the list that it is given, and would accept those, too.
            if (commands.TryRecord(database, [.. entries]) is not { } recorded) return false;

            foreach (var command in recorded) _current.Add(command);
        }
        finally
        {
            IsCollecting = false;
        }

        saves.Recorded();
        if (_current.Commands.Count > 0) saves.HasCommands();
        if (entries.Any(HasTemporaryValue))
        {
            // EF would take the temporary values for those of the database.
            entries.Clear();
        }

        return true;
    }

    /// <summary>Lets EF execute the current item: after what is recorded, in a savepoint.</summary>
    public async Task BeginAtOnceAsync(CancellationToken cancellationToken)
    {
        if (IsAtOnce) return;
        if (_current.Commands.Count > 0) throw new WindowRestartException("an item is saved twice");

        await SettleAsync(cancellationToken).ConfigureAwait(false);
        await savepoint.SetAsync(cancellationToken).ConfigureAwait(false);
        IsAtOnce = true;
    }

    /// <summary>Writes what is recorded.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (_unsettled.Count == 0) return;

        RecordedItem[] items = [.. _unsettled];
        _unsettled.Clear();
        _isWriting = true;
        try
        {
            await session.WriteAsync(KeyOrder.Of(items, session), cancellationToken).ConfigureAwait(false);
            foreach (var item in items) await settled(item, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Lost = exception;
            throw;
        }
        finally
        {
            _isWriting = false;
        }
    }

    private static bool HasTemporaryValue(IUpdateEntry entry)
    {
        foreach (var property in entry.EntityType.GetProperties())
        {
            if (property.ValueGenerated != ValueGenerated.Never || property.IsForeignKey())
            {
                if (entry.HasTemporaryValue(property)) return true;
            }
        }

        return false;
    }
}

/// <summary>
/// What became of an item of a window shows that the item may have to do with what others have written meanwhile, in the window or in another
/// session: the window is undone, and opened again.
/// </summary>
/// <param name="index">The item.</param>
/// <param name="isLostRace">Whether its row, which was not there, has been created meanwhile.</param>
internal sealed class ItemInDoubtException(int index, bool isLostRace)
    : InvalidOperationException(isLostRace ? "the row of an upsert has come meanwhile" : "an upsert failed, and may depend on another one")
{
    public int Index => index;

    public bool IsLostRace => isLostRace;
}

/// <summary>An item of a window cannot be recorded after all: the window is undone, and its items are written at once.</summary>
internal sealed class WindowRestartException(string reason, Exception? cause = null) : InvalidOperationException(reason, cause);
