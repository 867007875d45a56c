using Microsoft.Data.Sqlite;
using Npgsql;

namespace Conditional.Bulk.Benchmarks;

/// <summary>What a user of EF Core would write: gate query, savepoint, Add, SaveChanges, release, with everything tracked.</summary>
internal sealed class LoopWay() : Way("loop")
{
    private const string Savepoint = "item";

    public override bool IsQuadratic => true;

    public override async Task<IReadOnlyList<Outcome>> RunAsync(
        Endpoint endpoint, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        await using var db = endpoint.Contexts.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var outcomes = new List<Outcome>(drafts.Count);
        foreach (var draft in drafts)
        {
            if (!await db.AllowList.AnyAsync(a => a.Name == draft.Name && a.Scope == draft.Scope, cancellationToken))
            {
                outcomes.Add(Outcome.Refused);
                continue;
            }

            await transaction.CreateSavepointAsync(Savepoint, cancellationToken);
            var fragment = draft.ToFragment();
            db.Fragments.Add(fragment);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                await transaction.ReleaseSavepointAsync(Savepoint, cancellationToken);
                outcomes.Add(Outcome.Written);
            }
            catch (DbUpdateException exception) when (IsUniqueViolation(exception))
            {
                await transaction.RollbackToSavepointAsync(Savepoint, cancellationToken);
                db.Entry(fragment).State = EntityState.Detached;
                outcomes.Add(Outcome.Duplicate);
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return outcomes;
    }

    private static bool IsUniqueViolation(DbUpdateException exception) => exception.InnerException is
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
        or SqliteException { SqliteExtendedErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT_UNIQUE };
}
