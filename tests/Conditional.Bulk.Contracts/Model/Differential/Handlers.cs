using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Conditional.Bulk.Contracts.Model.Differential;

/// <summary>Sets a column of what is saved.</summary>
internal sealed class Stamper : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        foreach (var entry in Changed(eventData.Context!))
        {
            if (entry.Entity is Person or Account) entry.Property("Stamp").CurrentValue = $"{entry.State}";
        }

        return new(result);
    }

    private static List<EntityEntry> Changed(DbContext context) =>
        [.. context.ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added or EntityState.Modified)];
}

/// <summary>Adds a row for each that is saved; some of them violate a constraint.</summary>
internal sealed class AuditWriter : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var context = eventData.Context!;
        List<string> texts =
        [
            .. context.ChangeTracker.Entries()
                .Where(entry => entry.State is not EntityState.Unchanged && entry.Entity is Team or Person or Account or Transfer)
                .Select(entry => $"{entry.State} {entry.Entity.GetType().Name}").Order(StringComparer.Ordinal),
        ];
        foreach (var text in texts) context.Add(new Audit { Text = text });
        return new(result);
    }
}
