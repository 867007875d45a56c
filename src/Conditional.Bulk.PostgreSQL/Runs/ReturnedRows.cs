using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Reads what a statement of a group returns.</summary>
internal static class ReturnedRows
{
    /// <summary>Reads the rows of the statement at hand into its commands.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="conflicts">Takes the commands that wrote no row, where that is the outcome of their items.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the statement did what those of its commands would have done; if not, the group is to be undone.</returns>
    public static Task<bool> ReadAsync(
        BatchRows rows, GroupStatement statement, List<WrittenCommand> conflicts, CancellationToken cancellationToken) =>
        statement.Statement.Shape.Kind == EntityState.Added
            ? ReadInsertedAsync(rows, statement, cancellationToken)
            : ReadNumberedAsync(rows, statement, conflicts, cancellationToken);

    private static async Task<bool> ReadInsertedAsync(BatchRows rows, GroupStatement statement, CancellationToken cancellationToken)
    {
        var last = long.MinValue;
        var isRight = true;
        var i = 0;
        while (await rows.NextRowAsync(cancellationToken).ConfigureAwait(false))
        {
            isRight = isRight
                && i < statement.Commands.Count
                && (statement.Commands.Count == 1 || statement.Statement.Match.IsRowOf(rows.Reader, statement.Commands[i].Command, ref last))
                && TryRead(rows, statement.Commands[i].Command, firstOrdinal: 0);
            i++;
        }

        return isRight && i == statement.Commands.Count;
    }

    private static async Task<bool> ReadNumberedAsync(
        BatchRows rows, GroupStatement statement, List<WrittenCommand> conflicts, CancellationToken cancellationToken)
    {
        var isWritten = new bool[statement.Commands.Count];
        var isRight = true;
        while (await rows.NextRowAsync(cancellationToken).ConfigureAwait(false))
        {
            var i = (int)rows.Reader.GetInt64(0) - 1;
            isRight = isRight && !isWritten[i] && TryRead(rows, statement.Commands[i].Command, firstOrdinal: 1);
            isWritten[i] = true;
        }

        for (var i = 0; i < isWritten.Length; i++)
        {
            if (isWritten[i]) continue;

            // Two keys that are not the same to .NET may be to the server, which then writes the row once; and what else the item wrote would stay.
            if (!statement.HasExactKeys && isWritten.Length > 1) isRight = false;
            if (statement.Commands[i].Item.Commands.Count > 1) isRight = false;
            conflicts.Add(statement.Commands[i]);
        }

        return isRight;
    }

    private static bool TryRead(BatchRows rows, RecordedCommand command, int firstOrdinal)
    {
        if (command.Shape.Reads.Count == 0) return true;

        try
        {
            command.Read(rows.Values, firstOrdinal);
            return true;
        }
        catch (Exception)
        {
            // The item's error, which shows again where the item is written alone.
            return false;
        }
    }
}
