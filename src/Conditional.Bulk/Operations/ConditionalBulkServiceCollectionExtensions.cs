using Conditional.Bulk;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the library's services.</summary>
public static class ConditionalBulkServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="DbOpsProvider{TContext}"/> (transient), and <see cref="WriteOps{TContext}"/> and
    /// <see cref="ReadOps{TContext}"/> (scoped, on the scope's context).
    /// </summary>
    /// <typeparam name="TContext">
    /// The context type, registered with <c>AddDbContext</c>, <c>AddDbContextPool</c>, <c>AddDbContextFactory</c> or
    /// <c>AddPooledDbContextFactory</c>; its options need <c>UseConditionalBulk()</c>.
    /// </typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configurePrivateContext">
    /// Called with the caller's context and each private context that verbs make for it, to carry over what was set by hand on the
    /// former: a tenant that a query filter uses, event handlers. Every call of a verb makes a new one then, so that it runs under
    /// what is set now. Null if there is nothing of that kind.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <remarks>
    /// <see cref="DbOpsProvider{TContext}"/> makes its contexts with <see cref="IDbContextFactory{TContext}"/> where one is
    /// registered, else in the scope it was resolved in; one that a singleton holds opens a scope for each context.
    /// </remarks>
    public static IServiceCollection AddConditionalBulk<TContext>(
        this IServiceCollection services, Action<TContext, TContext>? configurePrivateContext = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<RootServices>();
        services.TryAddTransient(provider => new DbOpsProvider<TContext>(new ScopeOpsSource<TContext>(
            provider, provider.GetRequiredService<RootServices>().Are(provider), configurePrivateContext)));
        services.TryAddScoped(provider => new PrivateContext<TContext>(provider.GetRequiredService<TContext>())
        {
            Services = provider,
            Configure = configurePrivateContext,
        });
        services.TryAddScoped(provider => new WriteOps<TContext>(provider.GetRequiredService<PrivateContext<TContext>>()));
        services.TryAddScoped(provider => new ReadOps<TContext>(provider.GetRequiredService<TContext>()));
        return services;
    }

    /// <summary>Tells the root container, which is what a singleton gets injected, from a scope.</summary>
    private sealed class RootServices(IServiceProvider root)
    {
        public bool Are(IServiceProvider services) => ReferenceEquals(services, root);
    }
}
