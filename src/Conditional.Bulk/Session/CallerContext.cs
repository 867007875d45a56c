using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>
/// What the library remembers of a context that a caller hands it: whether a verb is running on it, and which instances it may
/// be tracking. One per context instance, whatever the number of <see cref="WriteOps{TContext}"/> on it.
/// </summary>
internal sealed class CallerContext
{
    private static readonly ConditionalWeakTable<DbContext, CallerContext> s_callers = [];

    private readonly DbContext _context;
    private ConditionalWeakTable<object, object?> _seen = [];
    private int? _lease;
    private int _verbs;
    private IDbContextTransaction? _bound;

    private CallerContext(DbContext context) => _context = context;

    public static CallerContext Of(DbContext context) => s_callers.GetValue(context, static context => new(context));

    /// <summary>Takes the context for one verb.</summary>
    /// <returns>Gives it back when disposed.</returns>
    /// <exception cref="InvalidOperationException">A verb is running on it.</exception>
    public VerbTurn EnterVerb()
    {
        if (Interlocked.Exchange(ref _verbs, 1) != 0)
        {
            throw new InvalidOperationException(
                $"A verb is already running on this '{_context.GetType().Name}'. Await it first; specs, gates and interceptors "
                + "of a verb cannot call another one on the same context.");
        }

        try
        {
            WatchTracker();
            return new VerbTurn(this);
        }
        catch
        {
            _verbs = 0;
            throw;
        }
    }

    /// <summary>Lets verbs run on this context in this transaction only.</summary>
    public void BindTo(IDbContextTransaction transaction) => _bound = transaction;

    /// <summary>Ends <see cref="BindTo"/>: a pooled context is the next caller's after that.</summary>
    public void Unbind() => _bound = null;

    /// <summary>
    /// When a connection is lost and the error swallowed, EF opens another one for the next query and forgets the transaction; a verb
    /// would then commit by itself.
    /// </summary>
    /// <exception cref="InvalidOperationException">The transaction that the context is bound to is no longer its current one.</exception>
    public void RequireBoundTransaction()
    {
        if (_bound is null || _context.Database.CurrentTransaction == _bound) return;

        throw new InvalidOperationException(
            "The transaction of the work has ended: the work ended it, or lost its connection and swallowed the error. Nothing of it "
            + "that is still open is kept.");
    }

    /// <summary>Marks a context as the library's own: verbs on it, from an interceptor say, are refused from now on.</summary>
    public void RefuseVerbs() => _verbs = 1;

    /// <summary>
    /// Whether the context tracks this instance, in constant time. EF's <c>Entry</c> keeps each instance that it is asked about,
    /// so it is asked only about those that were seen being tracked.
    /// </summary>
    public bool Tracks(object entity)
    {
        if (!_seen.TryGetValue(entity, out _)) return false;

        using (new UndetectedChanges(_context.ChangeTracker)) return _context.Entry(entity).State != EntityState.Detached;
    }

    /// <summary>A pooled context drops its event handlers when it is returned, hence once per lease.</summary>
    private void WatchTracker()
    {
        if (_lease == _context.ContextId.Lease) return;

        _seen = [];
        _context.ChangeTracker.Tracked -= OnTracked;
        _context.ChangeTracker.Tracked += OnTracked;
        using (new UndetectedChanges(_context.ChangeTracker))
        {
            foreach (var entry in _context.ChangeTracker.Entries()) _seen.TryAdd(entry.Entity, null);
        }

        _lease = _context.ContextId.Lease;
    }

    private void OnTracked(object? sender, EntityTrackedEventArgs e) => _seen.TryAdd(e.Entry.Entity, null);

    /// <summary>The time that one verb has the context.</summary>
    public sealed class VerbTurn(CallerContext caller) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref caller._verbs, 0);
    }

    /// <summary>Looks at a tracker without letting it look for changes, which could alter the state of entries.</summary>
    private readonly ref struct UndetectedChanges
    {
        private readonly ChangeTracker _tracker;
        private readonly bool _enabled;

        public UndetectedChanges(ChangeTracker tracker)
        {
            (_tracker, _enabled) = (tracker, tracker.AutoDetectChangesEnabled);
            tracker.AutoDetectChangesEnabled = false;
        }

        public void Dispose() => _tracker.AutoDetectChangesEnabled = _enabled;
    }
}
