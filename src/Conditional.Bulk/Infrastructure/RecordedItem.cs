using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
namespace Conditional.Bulk.Infrastructure;

/// <summary>What EF's <c>SaveChanges</c> found to write for one item, and what became of it.</summary>
public sealed class RecordedItem
{
    private readonly List<RecordedCommand> _commands = new(1);

    internal RecordedItem(int index) => Index = index;

    /// <summary>The item's position in the batch, from 0.</summary>
    public int Index { get; }

    /// <summary>The commands, in the order in which they are to be executed; none if there is nothing to write.</summary>
    public IReadOnlyList<RecordedCommand> Commands => _commands;

    /// <summary>With what EF's <c>SaveChanges</c> would have ended; null unless the item failed.</summary>
    public DbUpdateException? Exception { get; private set; }

    /// <summary>The command that the database rejected; null if none, or a command found no row.</summary>
    internal RecordedCommand? Rejected { get; private set; }

    /// <summary>Set for an upsert.</summary>
    internal RecordedUpsert? Upsert { get; set; }

    /// <summary>Whether the item is written in another place than its own.</summary>
    internal bool IsReordered { get; set; }

    /// <summary>Tells that the database rejected a command of the item, or that its answer could not be read.</summary>
    /// <param name="cause">The driver's exception, or that of the reading.</param>
    /// <param name="command">The command.</param>
    public void Reject(Exception cause, RecordedCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Rejected = command;
        Exception = new DbUpdateException(RelationalStrings.UpdateStoreException, cause, command.Entries);
    }

    /// <summary>Tells that a command of the item did not write exactly one row.</summary>
    /// <param name="command">The command.</param>
    /// <param name="rows">How many rows it wrote.</param>
    public void Conflict(RecordedCommand command, long rows = 0)
    {
        ArgumentNullException.ThrowIfNull(command);
        Exception = new DbUpdateConcurrencyException(RelationalStrings.UpdateConcurrencyException(1, rows), command.Entries);
    }

    internal void Add(RecordedCommand command) => _commands.Add(command);
}

/// <summary>What is recorded of an upsert besides its commands.</summary>
/// <param name="Table">The table of its row.</param>
/// <param name="NewKey">The values of its key as they are sent; null if the row is there.</param>
internal sealed record RecordedUpsert(ITable Table, object?[]? NewKey);
