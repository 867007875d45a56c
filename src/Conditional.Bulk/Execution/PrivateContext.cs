using System.Data.Common;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk;

/// <summary>
/// The context on which verbs run: of the caller's type, with the caller's options, on the caller's connection and transaction,
/// with a tracker of its own. Made on first use and kept; a call that ends in an exception throws it away. Where a delegate carries
/// over what was set by hand, each call makes its own, since the next one must not run under what was set before.
/// </summary>
internal sealed class PrivateContext<TContext>(TContext caller) : IAsyncDisposable, IDisposable
    where TContext : DbContext
{
    private TContext? _context;

    public TContext Caller { get; } = caller;

    /// <summary>Makes the instance in place of the constructor of the caller's type, or null.</summary>
    public Func<DbContextOptions<TContext>, TContext>? Factory { get; init; }

    /// <summary>Feeds that constructor; null for the services that the options were made with.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>Carries over what was set by hand on the caller's instance: called with it and the new one, once for each new one.</summary>
    public Action<TContext, TContext>? Configure { get; init; }

    /// <summary>The private context, in the transaction until the result is disposed.</summary>
    public async Task<Lease> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (Factory is not null || Configure is not null) await DisposeAsync().ConfigureAwait(false);
        var context = _context ??= Create();
        context.Database.SetDbConnection(transaction.Connection!, contextOwnsConnection: false);
        context.Database.SetCommandTimeout(Caller.Database.GetCommandTimeout());
        CopyFlags(Caller, context);
        var joined = await context.Database.UseTransactionAsync(transaction, cancellationToken).ConfigureAwait(false);
        return new Lease(context, joined!);
    }

    /// <summary>Disposes the private context; the next call makes another one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_context is not { } context) return;

        _context = null;
        await context.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        _context?.Dispose();
        _context = null;
    }

    private TContext Create()
    {
        var connection = Caller.Database.GetDbConnection();
        var options = (DbContextOptions)Caller.GetService<IDbContextOptions>();
        var core = options.FindExtension<CoreOptionsExtension>() ?? new CoreOptionsExtension();
        options = options
            .WithExtension(RelationalOptionsExtension.Extract(options).WithConnection(connection))
            .WithExtension(core.WithInterceptors(
                [NoReopening.Instance, new CommandGuard(ConditionalBulkOptionsExtension.Of(Caller).Provider)]));

        var context = Factory is null ? Construct(options) : Factory(options as DbContextOptions<TContext> ?? Typed(options));
        if (context is null || ReferenceEquals(context, Caller))
        {
            throw new InvalidOperationException(
                $"The delegate that makes the private '{typeof(TContext).Name}' must return a new instance on every call, made "
                + "with the options it is given.");
        }

        CallerContext.Of(context).RefuseVerbs();
        Configure?.Invoke(Caller, context);
        return context;
    }

    private TContext Construct(DbContextOptions options)
    {
        var type = Caller.GetType();
        var services = Services
            ?? options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider
            ?? NoServices.Instance;
        if (type.GetConstructors().Any(TakesOptions)) return (TContext)ActivatorUtilities.CreateInstance(services, type, options);
        if (type.GetConstructor(Type.EmptyTypes) is { } constructor) return (TContext)constructor.Invoke(null);

        throw new InvalidOperationException(
            $"'{type.Name}' has neither a public constructor that takes its DbContextOptions nor one without parameters. "
            + $"Give WriteOps a delegate that makes the private context.");

        bool TakesOptions(System.Reflection.ConstructorInfo constructor) =>
            constructor.GetParameters().Any(parameter => parameter.ParameterType.IsInstanceOfType(options));
    }

    private static DbContextOptions<TContext> Typed(DbContextOptions options) => options.Extensions.Aggregate(
        new DbContextOptions<TContext>(),
        (typed, extension) => (DbContextOptions<TContext>)typed.WithExtension(extension));

    private static void CopyFlags(DbContext from, DbContext to)
    {
        to.ChangeTracker.LazyLoadingEnabled = from.ChangeTracker.LazyLoadingEnabled;
        to.ChangeTracker.CascadeDeleteTiming = from.ChangeTracker.CascadeDeleteTiming;
        to.ChangeTracker.DeleteOrphansTiming = from.ChangeTracker.DeleteOrphansTiming;
        to.ChangeTracker.QueryTrackingBehavior = from.ChangeTracker.QueryTrackingBehavior;

        // The tracker holds one item's graph, so looking for changes is cheap, and without it changes by Apply would be lost.
        to.ChangeTracker.AutoDetectChangesEnabled = true;

        // Each item has a savepoint already; EF's would cost two round trips and a subtransaction more.
        to.Database.AutoSavepointsEnabled = false;
    }

    /// <summary>The private context while it is in a transaction.</summary>
    public sealed class Lease(TContext context, IDbContextTransaction transaction) : IAsyncDisposable
    {
        public TContext Context { get; } = context;

        /// <summary>Leaves the transaction, which is not this context's to end.</summary>
        public ValueTask DisposeAsync() => transaction.DisposeAsync();
    }

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
