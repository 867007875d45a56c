using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>Writes a group that cannot be written at once: finds the items in doubt, and writes these in savepoints of their own.</summary>
internal sealed class RunHealing(DbContext context, RunShapes shapes, TableRanks ranks, TransactionState transaction)
{
    /// <summary>More than this were never seen to be needed.</summary>
    private const int MostPasses = 5;

    /// <summary>
    /// Whether it can be told what becomes of the items of a group: without the statements that wait for generated values, if there are any, and so
    /// without what these write.
    /// </summary>
    public static bool CanJudge(GroupWork group)
    {
        var waiting = group.Statements.Where(statement => statement.IsLinked).Select(statement => statement.Statement.Shape.Table).ToHashSet();
        return !group.Statements.Any(statement => !statement.IsLinked && waiting.Contains(statement.Statement.Shape.Table));
    }

    /// <summary>Writes the group. Its items that fail are told so.</summary>
    /// <param name="group">The group, which can be judged.</param>
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
        var failures = new Dictionary<RecordedItem, (RecordedCommand Command, PostgresException? Error)>();
        List<string> undo = [];
        for (var i = 0; i < MostPasses; i++)
        {
            var pass = new RunPass(context, shapes, ranks, [.. items.Where(item => !failures.ContainsKey(item))], inDoubt);
            await pass.RunAsync(undo, cancellationToken).ConfigureAwait(false);
            if (pass.Succeeded && group.IsLinked && !failures.Concat(pass.Failures).All(failure => IsOfTheRow(failure.Value.Error))) return false;

            if (pass.Succeeded && await TryReadAsync(group, pass, failures.Keys, cancellationToken).ConfigureAwait(false))
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

    /// <summary>
    /// Whether nothing but the row and other rows of its table matters, none of which is written by a statement that waits. A row that a foreign key
    /// looks for may be.
    /// </summary>
    private static bool IsOfTheRow(PostgresException? error) => error?.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.CheckViolation or PostgresErrorCodes.NotNullViolation
            or PostgresErrorCodes.ExclusionViolation => true,
        { } state => state.StartsWith("22", StringComparison.Ordinal),
        null => false,
    };

    private static void Tell(RecordedItem item, RecordedCommand command, PostgresException? error)
    {
        if (error is null) item.Conflict(command);
        else item.Reject(error, command);
    }

    /// <summary>Writes once more what succeeded, where values are to be read: behind an error in a batch the driver reads nothing.</summary>
    private async Task<bool> TryReadAsync(
        GroupWork group, RunPass pass, IReadOnlyCollection<RecordedItem> left, CancellationToken cancellationToken)
    {
        if (!group.ReadsValues) return true;

        var attempt = new RunAttempt(context, [.. group.IsLinked ? Together(group, [.. left, .. pass.Failures.Keys]) : pass.Written]);
        await attempt.RunAsync([RunSavepoints.RollBack(RunSavepoints.Group)], [], asksForId: false, cancellationToken).ConfigureAwait(false);
        if (attempt.Succeeded) attempt.Settle();
        return attempt.Succeeded;
    }

    /// <summary>What is left of the group without the items that failed: as few statements wait for others as before.</summary>
    private IEnumerable<GroupWork> Together(GroupWork group, HashSet<RecordedItem> failed)
    {
        List<RecordedItem> items = [.. group.Items.Where(item => !failed.Contains(item))];
        return items.Count == 0 ? [] : [new GroupWork(items, GroupStatements.Together(items, shapes, ranks))];
    }
}
