using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Writes items by shape, inside the window that is open: those whose statements commute together, one statement for each shape, all of them in
/// one savepoint as long as nothing fails. What cannot be written so is written literally, in its place.
/// </summary>
/// <param name="context">The private context.</param>
/// <param name="transaction">Counts the savepoints that were written in.</param>
/// <param name="catalogue">What is known of tables; what is still unknown is learnt when it is needed.</param>
/// <param name="locks">The locks of tables.</param>
/// <param name="writeLiterally">Writes items one by one, each in a savepoint of its own.</param>
internal sealed class RunWriter(
    DbContext context,
    TransactionState transaction,
    Catalogue catalogue,
    TableLocks locks,
    Func<IReadOnlyList<RecordedItem>, CancellationToken, Task> writeLiterally)
{
    /// <summary>After how many groups that failed the rest is written literally.</summary>
    private const int MostFailedGroups = 4;

    private RunShapes? _shapes;

    /// <summary>The transaction's identity as far as it is known.</summary>
    public string? TransactionId { get; set; }

    private RunShapes Shapes => _shapes ??= new RunShapes(catalogue, context.GetService<ISqlGenerationHelper>());

    /// <summary>Writes items.</summary>
    /// <param name="items">The items, in order, each with something to write.</param>
    /// <param name="itemsPerSavepoint">At most how many items share a savepoint.</param>
    /// <param name="isLiteralWelcome">Whether the caller would rather write few items, or such as have little in common, literally.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False if the caller is to write the items literally: nothing has been written then.</returns>
    public async Task<bool> TryWriteAsync(
        IReadOnlyList<RecordedItem> items, int itemsPerSavepoint, bool isLiteralWelcome, CancellationToken cancellationToken)
    {
        await LearnAsync(items, cancellationToken).ConfigureAwait(false);
        var division = RunDivision.Of(items, Shapes, itemsPerSavepoint);
        if (isLiteralWelcome && division.HasLittleInCommon) return false;

        await WriteAsync(division, itemsPerSavepoint, divisions: 2, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <param name="division">How the items are written.</param>
    /// <param name="itemsPerSavepoint">At most how many items share a savepoint.</param>
    /// <param name="divisions">How often what cannot be written so may be divided anew.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task WriteAsync(RunDivision division, int itemsPerSavepoint, int divisions, CancellationToken cancellationToken)
    {
        foreach (var portion in division.Portions)
        {
            if (portion.IsSolo) await writeLiterally(portion.Items, cancellationToken).ConfigureAwait(false);
            else await WriteAsync(portion.Groups, division.Ranks, itemsPerSavepoint, divisions, cancellationToken).ConfigureAwait(false);
        }
    }

    private static IReadOnlyList<RecordedItem> Items(IEnumerable<GroupWork> groups) => [.. groups.SelectMany(group => group.Items)];

    /// <summary>Learns about tables that were not foreseen when the window was opened. Of a table that cannot be locked nothing is known.</summary>
    private async Task LearnAsync(IReadOnlyList<RecordedItem> items, CancellationToken cancellationToken)
    {
        var tables = items.SelectMany(item => item.Commands).Select(command => command.Shape.Table).Distinct()
            .Where(table => catalogue.Find(table) is null && !locks.Refuses(table)).ToList();
        if (tables.Count == 0) return;

        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(RunSavepoints.Set(RunSavepoints.Run));
            foreach (var sql in Catalogue.Locks(context, locks.Due(tables))) batch.Add(sql);
            var question = catalogue.Ask(batch, context, tables)!;
            batch.Add(RunSavepoints.Release(RunSavepoints.Run));
            try
            {
                var rows = await batch.SendAsync(cancellationToken).ConfigureAwait(false);
                await using (rows.ConfigureAwait(false)) await question.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException refusal) when (!SqlStates.EndsTheCall(refusal) && !cancellationToken.IsCancellationRequested)
            {
                // A table that cannot be locked: its items are written literally.
                await SendAsync([RunSavepoints.RollBack(RunSavepoints.Run), RunSavepoints.Release(RunSavepoints.Run)], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WriteAsync(
        IReadOnlyList<GroupWork> groups, TableRanks ranks, int itemsPerSavepoint, int divisions, CancellationToken cancellationToken)
    {
        for (var failed = 0; groups.Count > 0; failed++)
        {
            if (failed == MostFailedGroups)
            {
                await writeLiterally(Items(groups), cancellationToken).ConfigureAwait(false);
                return;
            }

            // What rows come back may show only afterwards that a group is to be undone.
            var isCertain = !groups.Any(group => group.ReturnsRows);
            var attempt = new RunAttempt(context, groups);
            await attempt.RunAsync(
                [RunSavepoints.Set(RunSavepoints.Run)],
                isCertain ? [RunSavepoints.Release(RunSavepoints.Run)] : [],
                asksForId: TransactionId is null,
                cancellationToken).ConfigureAwait(false);
            TransactionId ??= attempt.TransactionId;
            if (attempt.Succeeded)
            {
                // A savepoint that is not released ends with the window's.
                attempt.Settle();
                transaction.Count(1);
                return;
            }

            if (attempt.Unsendable is not null)
            {
                if (attempt.IsBegun) await UndoAsync(cancellationToken).ConfigureAwait(false);
                await WriteAroundAsync(Items(groups), itemsPerSavepoint, divisions, cancellationToken).ConfigureAwait(false);
                return;
            }

            if (attempt.HasTimedOut)
            {
                await UndoAsync(cancellationToken).ConfigureAwait(false);
                await writeLiterally(Items(groups), cancellationToken).ConfigureAwait(false);
                return;
            }

            if (attempt.Error is { } error && ServerErrors.IsStalePlan(error))
            {
                await UndoAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            groups = await GoOnAsync(groups, attempt, ranks, itemsPerSavepoint, divisions, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes items of which the driver cannot send all values.</summary>
    private async Task WriteAroundAsync(
        IReadOnlyList<RecordedItem> items, int itemsPerSavepoint, int divisions, CancellationToken cancellationToken)
    {
        var unsendable = divisions > 0 ? await new UnsendableItems(context).AmongAsync(items, cancellationToken).ConfigureAwait(false) : [];
        if (unsendable.Count == 0)
        {
            await writeLiterally(items, cancellationToken).ConfigureAwait(false);
            return;
        }

        // The server has nothing to say about an item of which nothing can be sent.
        foreach (var (item, cause) in unsendable.Where(pair => pair.Key.Commands.Count == 1)) item.Reject(cause, item.Commands[0]);

        List<RecordedItem> others = [.. items.Where(item => item.Commands.Count > 1 || !unsendable.ContainsKey(item))];
        await WriteAsync(RunDivision.Of(others, Shapes, itemsPerSavepoint, [.. unsendable.Keys]), itemsPerSavepoint, divisions: divisions - 1, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Writes what is before a group that failed, and the group.</summary>
    /// <returns>What is still to be written.</returns>
    private async Task<IReadOnlyList<GroupWork>> GoOnAsync(
        IReadOnlyList<GroupWork> groups,
        RunAttempt attempt,
        TableRanks ranks,
        int itemsPerSavepoint,
        int divisions,
        CancellationToken cancellationToken)
    {
        var at = attempt.FailedGroup!.Value;
        List<GroupWork> before = [.. groups.Take(at)];
        List<string> undo = [RunSavepoints.RollBack(RunSavepoints.Run)];
        if (before.Count > 0)
        {
            var again = new RunAttempt(context, before);
            await again.RunAsync(undo, [], asksForId: false, cancellationToken).ConfigureAwait(false);
            if (!again.Succeeded)
            {
                await UndoAsync(cancellationToken).ConfigureAwait(false);
                await writeLiterally(Items(groups), cancellationToken).ConfigureAwait(false);
                return [];
            }

            again.Settle();
            transaction.Count(1);
            undo.Clear();
        }

        var group = groups[at];
        if (!await TryHealAsync(group, undo, ranks, cancellationToken).ConfigureAwait(false))
        {
            if (group.IsLinked && divisions > 0) await WriteLinkedAsync(group, undo, ranks, itemsPerSavepoint, divisions, cancellationToken).ConfigureAwait(false);
            else await WriteLiterallyAsync(group, undo, cancellationToken).ConfigureAwait(false);
        }

        return [.. groups.Skip(at + 1)];
    }

    /// <summary>Writes a group that failed: those of its items that may fail, each in its place.</summary>
    /// <param name="group">The group.</param>
    /// <param name="undo">What leads to where the group begins; changed to what does if the group is not written.</param>
    /// <param name="ranks">The order of the tables.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task<bool> TryHealAsync(GroupWork group, List<string> undo, TableRanks ranks, CancellationToken cancellationToken)
    {
        if (!RunHealing.CanJudge(group)) return false;
        if (await new RunHealing(context, Shapes, ranks, transaction).TryWriteAsync(group, undo, cancellationToken).ConfigureAwait(false)) return true;

        undo.Clear();
        undo.AddRange([RunSavepoints.RollBack(RunSavepoints.Group), RunSavepoints.Release(RunSavepoints.Group)]);
        return false;
    }

    private async Task WriteLiterallyAsync(GroupWork group, IReadOnlyList<string> undo, CancellationToken cancellationToken)
    {
        await SendAsync(undo, cancellationToken).ConfigureAwait(false);
        await writeLiterally(group.Items, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes a group that failed, in which statements wait for generated values: those in doubt literally, which takes a round trip for each such
    /// wait, and the others together.
    /// </summary>
    private async Task WriteLinkedAsync(
        GroupWork group, IReadOnlyList<string> undo, TableRanks ranks, int itemsPerSavepoint, int divisions, CancellationToken cancellationToken)
    {
        var inDoubt = await new RunProbes(context, Shapes, ranks).FindAsync(group.Items, undo, cancellationToken).ConfigureAwait(false);
        await WriteAsync(RunDivision.Of(group.Items, Shapes, itemsPerSavepoint, inDoubt), itemsPerSavepoint, divisions: divisions - 1, cancellationToken)
            .ConfigureAwait(false);
    }

    private Task UndoAsync(CancellationToken cancellationToken) =>
        SendAsync([RunSavepoints.RollBack(RunSavepoints.Run), RunSavepoints.Release(RunSavepoints.Run)], cancellationToken);

    private async Task SendAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        if (statements.Count == 0) return;

        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var sql in statements) batch.Add(sql);
            await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
