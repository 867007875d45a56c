using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>Checks that a save has happened.</summary>
internal static class SavedEntity
{
    /// <summary>An override of SaveChanges can swallow its exception, and an interceptor can suppress it.</summary>
    /// <exception cref="InvalidOperationException">The entity is not saved.</exception>
    public static void RequireSaved(this DbContext context, object entity)
    {
        // What a SavedChanges handler did to the entity since is not looked for.
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        var state = context.Entry(entity).State;
        context.ChangeTracker.AutoDetectChangesEnabled = true;
        if (state is EntityState.Unchanged or EntityState.Detached) return;

        throw new InvalidOperationException(
            $"SaveChangesAsync returned, but the '{entity.GetType().Name}' is still {state}: an override or interceptor of "
            + $"'{context.GetType().Name}' swallowed or suppressed the save.");
    }
}
