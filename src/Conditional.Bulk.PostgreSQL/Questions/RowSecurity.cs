using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Row security lets a role see rows that it may not update, and a lock passes these over as if they were not there. Only where it is active, a
/// gate that found no row is asked again.
/// </summary>
internal sealed class RowSecurity(DbContext context, LockedTables tables)
{
    /// <summary>What is asked again is asked in two snapshots: in between, a row can come or go.</summary>
    private const int Attempts = 3;

    /// <summary>Asks gates again that found no row to lock, although there may be one.</summary>
    /// <returns>The answers.</returns>
    /// <exception cref="CannotLockException">There is a row, and it cannot be locked.</exception>
    public async Task<Answers> CheckAsync(IReadOnlyList<GateQuestion> questions, Answers answers, CancellationToken cancellationToken)
    {
        var exists = answers.Exists.ToArray();
        List<(SqlQuestion Question, int Position)> inDoubt =
        [
            .. questions.Select((question, position) => (Question: (SqlQuestion)question, Position: position))
                .Where(asked => !exists[asked.Position] && tables.HaveRowSecurity(asked.Question))
                .OrderBy(asked => asked.Question),
        ];
        for (var attempt = 0; inDoubt.Count > 0; attempt++)
        {
            if (attempt == Attempts) throw NotLocked(inDoubt[0].Question);

            inDoubt = await AskAgainAsync(inDoubt, exists, cancellationToken).ConfigureAwait(false);
        }

        return answers with { Exists = exists };
    }

    private async Task<List<(SqlQuestion Question, int Position)>> AskAgainAsync(
        List<(SqlQuestion Question, int Position)> inDoubt, bool[] exists, CancellationToken cancellationToken)
    {
        var batch = new StatementBatch(context);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var (question, _) in inDoubt)
            {
                batch.AddWithConstants(question.CreateStatementWithoutLock());
                batch.AddWithConstants(question.CreateStatement());
            }

            var notLocked = new List<(SqlQuestion Question, int Position)>();
            var rows = await batch.SendAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                foreach (var asked in inDoubt)
                {
                    var isThere = await rows.AnyAsync(cancellationToken).ConfigureAwait(false);
                    exists[asked.Position] = await rows.AnyAsync(cancellationToken).ConfigureAwait(false);
                    if (isThere && !exists[asked.Position]) notLocked.Add(asked);
                }
            }

            return notLocked;
        }
    }

    private static CannotLockException NotLocked(SqlQuestion question) => new(
        $"The gate on '{question.Gate.Name}' holds, but its row cannot be locked (FOR SHARE): row security has no policy by which this role may "
        + $"update the row. {GateLocks.WayOut}");
}
