using Microsoft.EntityFrameworkCore.Update;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>One statement of a batch, and whose it is.</summary>
internal sealed class WindowStep(NpgsqlBatchCommand command)
{
    public NpgsqlBatchCommand Command => command;

    /// <summary>The item that it writes; null for a statement of the window.</summary>
    public ItemWrite? Item { get; init; }

    public IReadOnlyModificationCommand? Modification { get; init; }

    public bool ReturnsRow { get; init; }

    public bool IsRelease { get; init; }

    /// <summary>Whether the server has executed it. Of an error it says nothing more: the first that is not executed has failed.</summary>
    public bool IsExecuted => command.StatementType != StatementType.Unknown;

    /// <exception cref="InvalidOperationException">It wrote no row.</exception>
    public void RequireRow(bool isThere)
    {
        if (isThere) return;

        // Its savepoint may be released by now, and what a trigger did in place of the write would stay: the whole window is undone.
        throw new InvalidOperationException($"A write to '{Modification!.TableName}' met no row.");
    }
}
