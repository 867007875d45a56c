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
    private readonly NoReopening _noReopening = new();
    private TContext? _context;
    private bool _isReady;

    public TContext Caller { get; } = caller;

    /// <summary>Makes the instance in place of the constructor of the caller's type, or null.</summary>
    public Func<DbContextOptions<TContext>, TContext>? Factory { get; init; }

    /// <summary>Feeds that constructor; null for the services that the options were made with.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>Carries over what was set by hand on the caller's instance: called with it and the new one, once for each new one.</summary>
    public Action<TContext, TContext>? Configure { get; init; }

    private bool IsConfigured => Factory is not null || Configure is not null;

    /// <summary>
    /// Makes the private context, with the model and the query filters that the caller's has now. Before the call's transaction, since its
    /// constructor may use the database.
    /// </summary>
    /// <exception cref="InvalidOperationException">It cannot be made, or would read and write other rows than the caller's.</exception>
    public void Prepare()
    {
        if (IsConfigured) Dispose();
        try
        {
            _context ??= Create();
            RequireSameRows(_context);
            _isReady = true;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The private context, in the transaction until the result is disposed.</summary>
    public async Task<Lease> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (!_isReady) Prepare();
        _isReady = false;
        var context = _context!;
        context.Database.SetDbConnection(transaction.Connection!, contextOwnsConnection: false);
        context.Database.SetCommandTimeout(Caller.Database.GetCommandTimeout());
        CopyFlags(Caller, context);
        _noReopening.Connection = transaction.Connection;
        var joined = await context.Database.UseTransactionAsync(transaction, cancellationToken).ConfigureAwait(false);
        return new Lease(context, joined!, _noReopening);
    }

    /// <summary>Disposes the private context; the next call makes another one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_context is not { } context) return;

        (_context, _isReady, _noReopening.Connection) = (null, false, null);
        await context.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        var context = _context;
        (_context, _isReady, _noReopening.Connection) = (null, false, null);
        context?.Dispose();
    }

    private TContext Create()
    {
        var options = (DbContextOptions)Caller.GetService<IDbContextOptions>();
        var core = options.FindExtension<CoreOptionsExtension>() ?? new CoreOptionsExtension();

        // EF's cache of models can be full, or is not shared: then each instance would make a model of its own, equal but not the same.
        core = core.WithInterceptors([_noReopening, new CommandGuard(ConditionalBulkOptionsExtension.Of(Caller).Provider)]).WithModel(Caller.Model);
        options = options.WithExtension(core);

        var context = CreateWith(options);
        try
        {
            Attach(context);
        }
        catch (DbException) when (RelationalOptionsExtension.Extract(options) is { Connection: not null } relational)
        {
            // EF sets a connection of the options up for SQLite, which is refused while a query is being read on it. The caller's context has
            // set it up already.
            context.Dispose();
            context = CreateWith(options.WithExtension(relational.WithConnection(null)));
            Attach(context);
        }

        CallerContext.Of(context).RefuseVerbs();
        Configure?.Invoke(Caller, context);
        return context;
    }

    private TContext CreateWith(DbContextOptions options)
    {
        var make = Factory is null ? Constructor(options) : () => Factory(options as DbContextOptions<TContext> ?? Typed(options));
        TContext context;
        try
        {
            context = make();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"The '{Caller.GetType().Name}' on which verbs run could not be made: its constructor, or the delegate that calls it, threw. "
                + "Verbs make it while the caller's transaction may be open, so a constructor should not use the database (EnsureCreated, a "
                + "query); what else it needs can be given by createPrivateContext. The inner exception is what it threw.",
                exception);
        }

        if (context is not null && !ReferenceEquals(context, Caller)) return context;

        throw new InvalidOperationException(
            $"The delegate that makes the private '{typeof(TContext).Name}' must return a new instance on every call, made "
            + "with the options it is given.");
    }

    private void Attach(TContext context)
    {
        // What its constructor has opened is a connection of its own.
        context.Database.CloseConnection();
        context.Database.SetDbConnection(Caller.Database.GetDbConnection(), contextOwnsConnection: false);
    }

    /// <summary>Two contexts of one type see different rows if their models differ, or what query filters read from them.</summary>
    private void RequireSameRows(TContext context)
    {
        // First of all, since the model may depend on the same members.
        var member = FilterMembers.Of(Caller).CarryOver(Caller, context, IsConfigured);
        if (!HaveSameModel(Caller, context))
        {
            throw new InvalidOperationException(
                $"The '{Caller.GetType().Name}' on which verbs run has another model than the caller's, so it would write elsewhere: what the "
                + "model depends on (an argument of the constructor, what was set by hand, a service provider or logger factory made for each "
                + $"instance) is not on it. {Remedy}");
        }

        if (member is null) return;

        throw new InvalidOperationException(
            $"A query filter reads '{member}' of the '{Caller.GetType().Name}', which cannot be carried over to the one on which verbs "
            + $"run: they would see other rows. {Remedy}");
    }

    private const string Remedy =
        "Set it there with configurePrivateContext (AddConditionalBulk, DbOpsProvider) or createPrivateContext (WriteOps).";

    private static bool HaveSameModel(DbContext one, DbContext other) =>
        ReferenceEquals(one.Model, other.Model) && Equals(ModelKey(one), ModelKey(other));

    private static object ModelKey(DbContext context) =>
        context.GetService<IModelCacheKeyFactory>().Create(context, designTime: false);

    private Func<TContext> Constructor(DbContextOptions options)
    {
        var type = Caller.GetType();
        var services = Services
            ?? options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider
            ?? NoServices.Instance;
        if (type.GetConstructors().Any(TakesOptions)) return () => (TContext)ActivatorUtilities.CreateInstance(services, type, options);
        if (type.GetConstructor(Type.EmptyTypes) is not null) return () => (TContext)ActivatorUtilities.CreateInstance(services, type);

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
    public sealed class Lease(TContext context, IDbContextTransaction transaction, NoReopening noReopening) : IAsyncDisposable
    {
        public TContext Context { get; } = context;

        /// <summary>Leaves the transaction, which is not this context's to end.</summary>
        public ValueTask DisposeAsync()
        {
            noReopening.Connection = null;
            return transaction.DisposeAsync();
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
