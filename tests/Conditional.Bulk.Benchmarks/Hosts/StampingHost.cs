using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Benchmarks;

/// <summary>What most audited applications have: an interceptor that sets a column of each row before it is saved.</summary>
internal sealed class StampingHost() : Host("stamping")
{
    private const string Stamp = "host";

    public override IReadOnlyList<IInterceptor> Interceptors { get; } = [new Interceptor()];

    public override string SavedBy => Stamp;

    private sealed class Interceptor : SaveChangesInterceptor
    {
        public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
        {
            SetStamps(eventData.Context!);
            return result;
        }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            SetStamps(eventData.Context!);
            return new(result);
        }

        private static void SetStamps(DbContext db)
        {
            foreach (var entry in db.ChangeTracker.Entries<ConfigRow>())
            {
                if (entry.State is EntityState.Added or EntityState.Modified) entry.Entity.SavedBy = Stamp;
            }
        }
    }
}
