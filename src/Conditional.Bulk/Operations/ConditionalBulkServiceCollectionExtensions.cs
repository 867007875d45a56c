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
    /// former: event handlers, what the model depends on, what a query filter reads and nothing but the context itself can set. Every
    /// call of a verb makes a new one then, so that it runs under what is set now. Null if there is nothing of that kind; settable members
    /// of the context that query filters read are carried over without it. Where <see cref="DbOpsProvider{TContext}"/> makes a context
    /// beside the one of its scope, it is called with these two as well.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The context is registered as transient: <see cref="WriteOps{TContext}"/> would commit by themselves beside the caller's
    /// transaction. Where it is registered so later, the services throw when they are resolved.
    /// </exception>
    /// <remarks>
    /// <see cref="DbOpsProvider{TContext}"/> makes its contexts with <see cref="IDbContextFactory{TContext}"/> where one is
    /// registered, else in the scope it was resolved in; one that a singleton holds opens a scope for each context. If query filters
    /// read members of the context, or the application registered a factory method for it, these contexts get the values of those
    /// members from the scope's own context.
    /// </remarks>
    public static IServiceCollection AddConditionalBulk<TContext>(
        this IServiceCollection services, Action<TContext, TContext>? configurePrivateContext = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(services);
        var registration = new ContextRegistration(services, typeof(TContext));
        registration.RefuseTransient();
        services.TryAddSingleton<RootServices>();
        services.TryAddTransient(provider =>
        {
            registration.RefuseTransient();
            var isRoot = provider.GetRequiredService<RootServices>().Are(provider);
            return new DbOpsProvider<TContext>(
                new ScopeOpsSource<TContext>(provider, isRoot, registration, configurePrivateContext));
        });
        services.TryAddScoped(provider =>
        {
            registration.RefuseTransient();
            return new PrivateContext<TContext>(provider.GetRequiredService<TContext>())
            {
                Services = provider,
                Configure = configurePrivateContext,
            };
        });
        services.TryAddScoped(provider => new WriteOps<TContext>(provider.GetRequiredService<PrivateContext<TContext>>()));
        services.TryAddScoped(provider =>
        {
            registration.RefuseTransient();
            return new ReadOps<TContext>(provider.GetRequiredService<TContext>());
        });
        return services;
    }

    /// <summary>Tells the root container, which is what a singleton gets injected, from a scope.</summary>
    private sealed class RootServices(IServiceProvider root)
    {
        public bool Are(IServiceProvider services) => ReferenceEquals(services, root);
    }
}
