using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk;

/// <summary>Where <see cref="DbOpsProvider{TContext}"/> gets its fresh contexts from.</summary>
internal interface IOpsSource<TContext> where TContext : DbContext
{
    OpenedOps<TContext> Open();
}

/// <summary>The operations on a fresh context, with all that must be disposed after them.</summary>
internal sealed class OpenedOps<TContext>(PrivateContext<TContext> privateContext, IAsyncDisposable? scope = null)
    : IAsyncDisposable where TContext : DbContext
{
    public WriteOps<TContext> Ops { get; } = new(privateContext);

    public async ValueTask DisposeAsync()
    {
        await privateContext.DisposeAsync().ConfigureAwait(false);
        await Ops.Context.DisposeAsync().ConfigureAwait(false);
        if (scope is not null) await scope.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>Contexts from an EF context factory.</summary>
internal sealed class FactoryOpsSource<TContext>(
    IDbContextFactory<TContext> factory, Action<TContext, TContext>? configurePrivateContext)
    : IOpsSource<TContext> where TContext : DbContext
{
    public OpenedOps<TContext> Open() => new(new PrivateContext<TContext>(factory.CreateDbContext())
    {
        Configure = configurePrivateContext,
    });
}

/// <summary>
/// Contexts made in the current scope, as <c>AddDbContext</c> makes them. A consumer that was resolved from the root container has
/// no scope, so each context gets one of its own.
/// </summary>
internal sealed class ScopeOpsSource<TContext>(
    IServiceProvider services, bool isRoot, Action<TContext, TContext>? configurePrivateContext)
    : IOpsSource<TContext> where TContext : DbContext
{
    public OpenedOps<TContext> Open()
    {
        if (!isRoot) return Open(services, scope: null);

        var scope = services.CreateAsyncScope();
        return Open(scope.ServiceProvider, scope);
    }

    private OpenedOps<TContext> Open(IServiceProvider scopeServices, IAsyncDisposable? scope) => new(
        new PrivateContext<TContext>(ActivatorUtilities.CreateInstance<TContext>(scopeServices))
        {
            Services = scopeServices,
            Configure = configurePrivateContext,
        },
        scope);
}
