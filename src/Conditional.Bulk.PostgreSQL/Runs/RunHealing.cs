using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Writes a group that cannot be written at once: finds the items in doubt, and writes these in savepoints of their own.</summary>
internal sealed class RunHealing(DbContext context, RunShapes shapes, TableRanks ranks, TransactionState transaction)
{
    /// <summary>More than this were never seen to be needed.</summary>
    private const int MostPasses = 5;

    /// <summary>Writes the group. Its items that fail are told so.</summary>
    /// <param name="group">The group; none of its statements waits for another.</param>
    /// <param name="before">Statements that come first, and lead to where the group begins.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the group is written. If not, nothing of it is, and its items know nothing.</returns>
    public async Task<bool> TryWriteAsync(GroupWork group, IEnumerable<string> before, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(group, before, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
            when (BatchErrors.IsTimeout(exception) && !cancellationToken.IsCancellationRequested
                && context.Database.GetDbConnection().State == System.Data.ConnectionState.Open)
        {
            return false;
        }
    }

    private async Task<bool> TryAsync(GroupWork group, IEnumerable<string> before, CancellationToken cancellationToken)
    {
        var items = group.Items;
        var inDoubt = await new RunProbes(context, shapes, ranks).FindAsync(items, before, cancellationToken).ConfigureAwait(false);
        inDoubt.UnionWith(Rivals.Among(items, shapes));
        var failures = new Dictionary<RecordedItem, (RecordedCommand Command, PostgresException? Error)>();
        List<string> undo = [];
        for (var i = 0; i < MostPasses; i++)
        {
            var pass = new RunPass(context, shapes, ranks, [.. items.Where(item => !failures.ContainsKey(item))], inDoubt);
            await pass.RunAsync(undo, cancellationToken).ConfigureAwait(false);
            if (pass.Succeeded && await TryReadAsync(group, pass, cancellationToken).ConfigureAwait(false))
            {
                foreach (var (item, failure) in failures.Concat(pass.Failures)) Tell(item, failure.Command, failure.Error);
                transaction.Count(group.ReadsValues ? 1 : 1 + inDoubt.Count - pass.Failures.Count);
                return true;
            }

            if (pass.Succeeded) break;

            undo = [RunSavepoints.RollBack(RunSavepoints.Group)];
            inDoubt.UnionWith(pass.NowInDoubt);
            if (pass.NotUndone is { } left) failures.Add(left, pass.Failures[left]);
        }

        return false;
    }

    private static void Tell(RecordedItem item, RecordedCommand command, PostgresException? error)
    {
        if (error is null) item.Conflict(command);
        else item.Reject(error, command);
    }

    /// <summary>Writes once more what succeeded, where values are to be read: behind an error in a batch the driver reads nothing.</summary>
    private async Task<bool> TryReadAsync(GroupWork group, RunPass pass, CancellationToken cancellationToken)
    {
        if (!group.ReadsValues) return true;

        var attempt = new RunAttempt(context, [.. pass.Written]);
        await attempt.RunAsync([RunSavepoints.RollBack(RunSavepoints.Group)], [], asksForId: false, cancellationToken).ConfigureAwait(false);
        attempt.Settle();
        return attempt.Succeeded;
    }
}
