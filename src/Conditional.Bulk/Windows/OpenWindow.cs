using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk;

/// <summary>
/// A window whose savepoint the server has confirmed: gates are answered, rows are locked and loaded. Its items run one after another, and
/// are recorded, until one would have to see what those before it write.
/// </summary>
internal sealed class OpenWindow
{
    /// <summary>Locks are held, and the transaction is idle, while specs run.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    private readonly DbContext _context;
    private readonly WriteSession _session;
    private readonly ItemSaves _saves;
    private readonly ItemRunner _runner;
    private readonly GraphGuard _graphs;
    private readonly FailureReader _failures;
    private readonly Savepoint _savepoint;
    private readonly WindowPlan _plan;
    private readonly Answers _answers;
    private readonly TargetLoads _loads;
    private readonly WrittenRows _written;
    private readonly ItemRecorder _recorder;
    private readonly Dictionary<int, (WriteItem Item, RecordedItem Recorded, LoadedRow? Loaded)> _recorded = [];
    private readonly List<RecordedItem> _succeeded = [];
    private readonly InstanceValues _values = new();
    private readonly List<WriteItem> _returned = [];
    private readonly CurrentRows _currents;

    /// <summary>The items that EF has executed at once.</summary>
    private readonly HashSet<int> _executed = [];

    /// <summary>The items whose failures may come of a row that an item before them has written, or that the database takes for theirs.</summary>
    private readonly HashSet<int> _inDoubt = [];

    public OpenWindow(
        DbContext context, WriteSession session, ItemSaves saves, ItemRunner runner, GraphGuard graphs, FailureReader failures, CurrentRows currents, Savepoint savepoint,
        CommandRecorder commands, WindowPlan plan, Answers answers, TargetLoads loads)
    {
        (_context, _session, _saves, _runner) = (context, session, saves, runner);
        (_graphs, _failures, _currents, _savepoint) = (graphs, failures, currents, savepoint);
        (_plan, _answers, _loads) = (plan, answers, loads);
        _written = new WrittenRows(session);
        _recorder = new ItemRecorder(commands, session, saves, savepoint, SettleAsync);
    }

    /// <summary>Whether the last item that was not run has to be written by itself: what it asks for is not to be had together with others.</summary>
    public bool NextIsAlone { get; private set; }

    /// <summary>Runs the items, and has them written.</summary>
    /// <param name="failuresLeft">
    /// How many items may fail: the window ends with the item that is known to be one too many. Which items the database is going to reject is not
    /// known before they are written, so more may fail.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many of them have their outcome; at least one, unless <see cref="NextIsAlone"/>.</returns>
    /// <exception cref="Exception">The window is to be undone, or the call is lost; <see cref="Forget"/> is due in the former case.</exception>
    public async Task<int> RunAsync(int failuresLeft, CancellationToken cancellationToken)
    {
        _saves.Recorder = _recorder;
        if (_saves.Caller is { } caller) caller.Watcher = _recorder;
        try
        {
            var done = 0;
            var started = Stopwatch.GetTimestamp();
            for (; done < _plan.Items.Count && failuresLeft >= 0; done++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (done > 0 && Stopwatch.GetElapsedTime(started) > s_longest) break;
                if (!await TryRunAsync(done, cancellationToken).ConfigureAwait(false)) break;
                if (_plan.Items[done].Item.Failure is not null) failuresLeft--;
            }

            cancellationToken.ThrowIfCancellationRequested();
            await _recorder.SettleAsync(cancellationToken).ConfigureAwait(false);
            foreach (var written in _succeeded) GeneratedValues.Put(_context, written, _recorded[written.Index].Item.Entity!);
            return done;
        }
        finally
        {
            _saves.Recorder = null;
            if (_saves.Caller is { } watched) watched.Watcher = null;
            _saves.Forget();
            _context.ChangeTracker.Clear();
        }
    }

    /// <summary>Completes the failures of items that have run with the rows that belong to them.</summary>
    /// <param name="count">How many items, from the first on.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// Null if they are complete. Else the position of the first item whose row an item after it has written: the window is to be undone,
    /// since that row can be had as the item met it only in the item's place.
    /// </returns>
    public async Task<int?> FindCurrentAsync(int count, CancellationToken cancellationToken)
    {
        List<WriteItem> items = [.. _plan.Items.Take(count).Select(planned => planned.Item).Where(item => item.Search is not null)];
        if (items.Count == 0) return null;

        await _currents.FindAsync(items, locks: false, cancellationToken).ConfigureAwait(false);
        if (FirstOverwritten(count) is { } position) return position;

        foreach (var item in items) _currents.Complete(item);
        return null;
    }

    private int? FirstOverwritten(int count)
    {
        var later = new WrittenRows(_session);
        int? first = null;
        for (var position = count - 1; position >= 0; position--)
        {
            var item = _plan.Items[position].Item;
            if (item.Search is { } search && MayHaveChanged(item, search, later)) first = position;
            else if (_executed.Contains(item.Index)) later.AddUnknown();
            else if (_recorded.TryGetValue(item.Index, out var kept) && kept.Recorded.Exception is null) later.Add(kept.Recorded, kept.Loaded);
        }

        return first;
    }

    private bool MayHaveChanged(WriteItem item, CurrentSearch search, WrittenRows later)
    {
        if (later.IsEmpty) return false;

        var found = _currents.Of(item);
        return search.Rows.TakeWhile(sought => !ReferenceEquals(sought, found?.Sought)).Any(sought => later.MeetLater(sought.Row, null))
            || (found is { } current && later.MeetLater(current.Sought.Row, current.Row))
            || search.Rows.Any(sought => later.Meet(_currents.TablesBeside(sought.Row)));
    }

    /// <summary>Takes back what the window, now undone, did to the caller's instances.</summary>
    public void Forget()
    {
        _graphs.Settled();
        foreach (var item in _returned) _graphs.TakeBack(item.Graph);
        _values.Restore();
        foreach (var (item, _) in _plan.Items) item.Restart();
    }

    /// <returns>False if the window ends before the item.</returns>
    private async Task<bool> TryRunAsync(int position, CancellationToken cancellationToken)
    {
        var (item, questions) = _plan.Items[position];
        if (ItemRunner.TryRefuse(item, _failures)) return true;
        if (_written.Meet(questions.Tables)) return false;

        LoadedRow? loaded = null;
        var isInDoubt = false;
        if (item.Target is { } row)
        {
            loaded = _loads.Of(row);
            if (_written.Meet(_loads.TablesOf(row))) return false;

            var isMissing = loaded is null && item.CreatesIfMissing;
            if (isMissing ? _written.MeetMissing(item) : _written.Meet(row, loaded)) return false;

            // The row has come between the lock and the load: the next window locks it in its place among the others.
            if (item.CreatesIfMissing && loaded is not null && _loads.LockOf(row) is false)
            {
                throw new ItemInDoubtException(item.Index, isLostRace: true);
            }

            isInDoubt = isMissing && (_written.MeetOwn(item.EntityType) || IsComparedElsewhere(row));
            if (NeedsOwnLoad(item, row, loaded) || (loaded is not null && !loaded.TryTrack(_context)))
            {
                _context.ChangeTracker.Clear();
                NextIsAlone = true;
                return false;
            }
        }

        var answers = new GateAnswers(_session, questions, _answers.Exists, loaded is not null);
        await AttemptAsync(item, answers, loaded, cancellationToken).ConfigureAwait(false);
        if (isInDoubt) _inDoubt.Add(item.Index);
        if (!MayHaveMetItsRow(item)) return true;

        // With that row, it would not have been this spec that ran.
        NextIsAlone = true;
        return false;
    }

    /// <summary>Whether an item whose row was not there has failed, and may have done so because of a row that has come since then.</summary>
    private bool MayHaveMetItsRow(WriteItem item) =>
        item is { Failure: { } failure, CreatesIfMissing: true, Stage: >= WriteStage.Spec }
        && (_inDoubt.Contains(item.Index) || (failure.Kind == WriteFailureKind.UniqueViolation && item.IsLostRace(failure.ConstraintName)));

    /// <summary>
    /// Whether lock and load say different things of the row: it came between them, a query filter hides it, or the database takes keys
    /// for equal that differ here. Of a row that is to be created, its unique constraint will tell.
    /// </summary>
    private bool NeedsOwnLoad(WriteItem item, TargetRow row, LoadedRow? loaded)
    {
        if (_loads.LockOf(row) is { } isLocked) return isLocked != loaded is not null;

        return loaded is null && IsComparedElsewhere(row) && (!item.CreatesIfMissing || item.AsksForTarget);
    }

    private bool IsComparedElsewhere(TargetRow row) => _loads.LockOf(row) is null && EntityKey.IsComparedByDatabase(row.KeyProperties, _session);

    private async Task AttemptAsync(WriteItem item, GateAnswers answers, LoadedRow? loaded, CancellationToken cancellationToken)
    {
        item.Restart();
        _recorder.Begin(item);
        try
        {
            await _runner.RunAsync(item, answers, loaded?.Root, BeforeTracking, cancellationToken).ConfigureAwait(false);

            // Whoever asked the database may have swallowed what the write of those before it ended with.
            if (_recorder.Lost is { } lost) ExceptionDispatchInfo.Throw(lost);
            if (item.Failure is null) await KeepAsync(item, loaded, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfTheItem(exception, cancellationToken))
        {
            if (!_recorder.IsAtOnce && _failures.DescribeFirst(exception) is not null)
            {
                // A spec or handler ran SQL of its own that failed, and there is no savepoint around that: the transaction is aborted.
                throw new WindowRestartException("SQL that a spec or handler ran by itself failed", exception);
            }

            if (!_failures.IsOfTheItem(exception)) throw;
            if (_failures.LoadsCurrent) item.Refused = RefusedRow.Of(_context, exception);
            if (_recorder.IsAtOnce) await _savepoint.RollbackAsync().ConfigureAwait(false);
            item.Failure = await _failures.ReadAsync(_context, item, exception, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (_recorder.Lost is ItemInDoubtException lost)
        {
            // Whoever asked the database may have wrapped it.
            ExceptionDispatchInfo.Throw(lost);
        }
        finally
        {
            _recorder.End();
            _context.ChangeTracker.Clear();
        }

        Task BeforeTracking()
        {
            _values.Keep(item.Graph);
            return _graphs.MeetsUnsettled(item.Graph) ? _recorder.SettleAsync(cancellationToken) : Task.CompletedTask;
        }
    }

    private bool IsOfTheItem(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && _recorder.Lost is null
        && exception is not (WindowRestartException or ItemInDoubtException)
        && !_failures.EndsTheCall(exception);

    private async Task KeepAsync(WriteItem item, LoadedRow? loaded, CancellationToken cancellationToken)
    {
        if (_recorder.IsAtOnce)
        {
            await _savepoint.ReleaseAsync(cancellationToken).ConfigureAwait(false);
            _written.AddUnknown();
            _executed.Add(item.Index);
            Return(item);
            return;
        }

        var recorded = _recorder.Keep();
        if (item.CreatesIfMissing) recorded.Upsert = UpsertOf(item);
        _written.Add(recorded, loaded);
        _recorded.Add(item.Index, (item, recorded, loaded));
        _graphs.Recorded(item.Graph);
    }

    private async Task SettleAsync(RecordedItem recorded, CancellationToken cancellationToken)
    {
        var item = _recorded[recorded.Index].Item;
        _graphs.Settled();
        if (recorded.Exception is not { } exception)
        {
            Return(item);
            _succeeded.Add(recorded);
            return;
        }

        if (await _failures.IsLostRaceAsync(_context, item, exception, cancellationToken).ConfigureAwait(false))
        {
            throw new ItemInDoubtException(item.Index, isLostRace: true);
        }

        if ((recorded.IsReordered || _inDoubt.Contains(item.Index))
            && _failures.IsOfTheItem(exception)
            && !await IsCertainAsync(item, exception, recorded.IsReordered, cancellationToken).ConfigureAwait(false))
        {
            throw new ItemInDoubtException(item.Index, isLostRace: false);
        }

        if (_failures.LoadsCurrent) item.Refused = RefusedRow.Of(recorded);
        item.Failure = await _failures.ReadAsync(_context, item, exception, cancellationToken).ConfigureAwait(false);
        if (item.Failure is null) ExceptionDispatchInfo.Throw(exception);
    }

    /// <summary>
    /// Whether a row was rejected for what is in it, and would have been in the item's turn: no order among rows of its table changes that, and no item
    /// has written a row with its key, nor taken such a row away since then.
    /// </summary>
    private async ValueTask<bool> IsCertainAsync(WriteItem item, Exception exception, bool isReordered, CancellationToken cancellationToken)
    {
        if (!_failures.IsOfTheRow(exception, isReordered)) return false;
        if (!_inDoubt.Contains(item.Index)) return true;
        if (_written.MayHaveHidden(item.Target!)) return false;

        var answers = await _session.AskAsync([], [item.AskForTarget(_context, _session)], cancellationToken).ConfigureAwait(false);
        return answers.Exists is [false];
    }

    private static RecordedUpsert? UpsertOf(WriteItem item)
    {
        if (item.EntityType.GetTableMappings().Select(mapping => mapping.Table).ToArray() is not [var table]) return null;

        var target = item.Target!;
        return new RecordedUpsert(table, item.IsCreated ? RowKey.Sent(target.KeyProperties, target.KeyValues) : null);
    }

    private void Return(WriteItem item)
    {
        _returned.Add(item);
        _graphs.Returned(item.Graph);
    }
}
