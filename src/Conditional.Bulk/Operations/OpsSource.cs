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
internal sealed class FactoryOpsSource<TContext>(IDbContextFactory<TContext> factory, Action<TContext, TContext>? configurePrivateContext)
    : IOpsSource<TContext> where TContext : DbContext
{
    public OpenedOps<TContext> Open() => new(new PrivateContext<TContext>(factory.CreateDbContext()) { Configure = configurePrivateContext });
}

/// <summary>
/// Contexts from the current scope: made with the registered factory, else as <c>AddDbContext</c> makes them, and with the values that
/// query filters read from the scope's own context. A consumer that was resolved from the root container has no scope, so each context
/// gets one of its own.
/// </summary>
internal sealed class ScopeOpsSource<TContext>(
    IServiceProvider services, bool isRoot, ContextRegistration registration, Action<TContext, TContext>? configurePrivateContext)
    : IOpsSource<TContext> where TContext : DbContext
{
    public OpenedOps<TContext> Open()
    {
        if (!isRoot) return Open(services, scope: null);

        var scope = services.CreateAsyncScope();
        try
        {
            return Open(scope.ServiceProvider, scope);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    private OpenedOps<TContext> Open(IServiceProvider scopeServices, IAsyncDisposable? scope)
    {
        var factory = scopeServices.GetService<IDbContextFactory<TContext>>();
        var context = factory is null ? Create(scopeServices) : factory.CreateDbContext();
        try
        {
            if (registration.MakesItsOwn || !FilterMembers.Of(context).IsEmpty)
            {
                ScopedValues.CarryOver(scopeServices.GetRequiredService<TContext>(), context, configurePrivateContext);
            }
        }
        catch
        {
            context.Dispose();
            throw;
        }

        var privateContext = new PrivateContext<TContext>(context)
        {
            Services = factory is null ? scopeServices : null,
            Configure = configurePrivateContext,
        };
        return new OpenedOps<TContext>(privateContext, scope);
    }

    /// <summary>Of the type that <c>AddDbContext&lt;TContext, TImplementation&gt;</c> registered, or of <typeparamref name="TContext"/> itself.</summary>
    private TContext Create(IServiceProvider scopeServices)
    {
        var type = registration.ImplementationType ?? typeof(TContext);
        if (type.IsAbstract || registration.MakesItsOwn) type = scopeServices.GetRequiredService<TContext>().GetType();
        return (TContext)ActivatorUtilities.CreateInstance(scopeServices, type);
    }
}
