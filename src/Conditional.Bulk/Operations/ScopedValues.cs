using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>
/// Makes a fresh context see the rows that the context of its scope sees. In EF's pattern for tenants, the latter has its tenant from a
/// registration of the application, which the factory knows nothing of.
/// https://learn.microsoft.com/ef/core/performance/advanced-performance-topics#managing-state-in-pooled-contexts
/// </summary>
internal static class ScopedValues
{
    /// <exception cref="InvalidOperationException">The fresh context would see other rows.</exception>
    public static void CarryOver<TContext>(TContext scoped, TContext fresh, Action<TContext, TContext>? configure) where TContext : DbContext
    {
        // A scope that has the factory's own context, say.
        if (ReferenceEquals(scoped, fresh)) return;

        configure?.Invoke(scoped, fresh);
        var member = FilterMembers.Of(scoped).CarryOver(scoped, fresh, isConfigured: configure is not null);
        if (!ReferenceEquals(scoped.Model, fresh.Model))
        {
            throw new InvalidOperationException(
                $"The '{fresh.GetType().Name}' that was made for DbOpsProvider has another model than the one that is registered for the "
                + $"scope, so it would read and write elsewhere. {Remedy}");
        }

        if (member is null) return;

        throw new InvalidOperationException(
            $"A query filter reads '{member}' of the '{fresh.GetType().Name}', which cannot be carried over from the context that is "
            + $"registered for the scope to the one that was made for DbOpsProvider: it would see other rows. {Remedy}");
    }

    private const string Remedy =
        "Register an IDbContextFactory that makes both alike, or set it with configurePrivateContext (AddConditionalBulk).";
}
