using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Conditional.Bulk.Benchmarks;

/// <summary>
/// What a user of EF Core would write: gate query, savepoint, change, SaveChanges, release, with everything tracked.
/// </summary>
internal sealed class LoopWay() : Way("loop")
{
    private const string Savepoint = "item";

    public override bool IsQuadratic => true;

    public override async Task<IReadOnlyList<Report>> RunAsync(
        Endpoint endpoint, Workload workload, CancellationToken cancellationToken)
    {
        await using var db = endpoint.Contexts(workload.Host).CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var reports = new List<Report>(workload.Count);
        foreach (var draft in workload.Drafts)
        {
            if (!await db.AllowList.AnyAsync(a => a.Name == draft.Name && a.Scope == draft.Scope, cancellationToken))
            {
                reports.Add(new Report(Outcome.Refused));
                continue;
            }

            await transaction.CreateSavepointAsync(Savepoint, cancellationToken);
            var entity = await workload.Work.StageAsync(db, draft, cancellationToken);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                await transaction.ReleaseSavepointAsync(Savepoint, cancellationToken);
                reports.Add(new Report(Outcome.Written, entity));
            }
            catch (DbUpdateException exception) when (Is(exception.InnerException, workload.Work.Violation))
            {
                await transaction.RollbackToSavepointAsync(Savepoint, cancellationToken);
                Forget(db);
                reports.Add(new Report(Outcome.Violating));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return reports;
    }

    /// <summary>What could not be saved would be sent again.</summary>
    private static void Forget(BenchmarkDb db)
    {
        foreach (var entry in db.ChangeTracker.Entries().Where(entry => entry.State != EntityState.Unchanged).ToList())
        {
            entry.State = EntityState.Detached;
        }
    }

    private static bool Is(Exception? exception, WriteFailureKind kind) => exception switch
    {
        PostgresException postgres => postgres.SqlState == kind switch
        {
            WriteFailureKind.UniqueViolation => PostgresErrorCodes.UniqueViolation,
            WriteFailureKind.CheckViolation => PostgresErrorCodes.CheckViolation,
            WriteFailureKind.ForeignKeyViolation => PostgresErrorCodes.ForeignKeyViolation,
            _ => null,
        },
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode == kind switch
        {
            WriteFailureKind.UniqueViolation => raw.SQLITE_CONSTRAINT_UNIQUE,
            WriteFailureKind.CheckViolation => raw.SQLITE_CONSTRAINT_CHECK,
            WriteFailureKind.ForeignKeyViolation => raw.SQLITE_CONSTRAINT_FOREIGNKEY,
            _ => raw.SQLITE_OK,
        },
        _ => false,
    };
}
