using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>The items of one write, on their way to the server.</summary>
internal sealed class LiteralQueue
{
    private readonly LiteralWriter _writer;
    private readonly LiteralItem[] _items;
    private readonly bool _asksForId;

    /// <summary>The item of which a part is written, in a savepoint that is open.</summary>
    private LiteralItem? _begun;

    /// <summary>Whether the savepoint of a batch is open, and not yet due to be released.</summary>
    private bool _isInBatch;

    /// <summary>At most this many items in a batch, while one with a value that cannot be sent is looked for.</summary>
    private int _most = int.MaxValue;

    public LiteralQueue(LiteralWriter writer, IReadOnlyList<RecordedItem> items, bool asksForId)
    {
        (_writer, _asksForId) = (writer, asksForId);
        _items = [.. items.Select(item => new LiteralItem(item, isOnlyOne: items.Count == 1))];
    }

    /// <summary>Null if it is not asked for, or nothing is written.</summary>
    public string? TransactionId { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var batch = Next(); batch.Items.Count > 0; batch = Next())
        {
            var asksForId = _asksForId && TransactionId is null;
            try
            {
                var error = await _writer.SendAsync(batch, asksForId, cancellationToken).ConfigureAwait(false);
                TransactionId ??= batch.TransactionId;
                _most = int.MaxValue;
                Settle(batch, error);
            }
            catch (UnsentException exception)
            {
                Narrow(batch, exception.InnerException!);
            }
        }

        // Releases may wait: the end of the window is the end of what is in it.
        if (_writer.IsRollbackDue) await _writer.SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next items to send; none at the end.</summary>
    private LiteralBatch Next()
    {
        var batch = new LiteralBatch(_writer.Statements);
        var most = Math.Min(_writer.Pace.ItemsPerBatch, _most);
        if (_begun is { } begun && TryAdd(batch, begun)) return batch;

        foreach (var item in _items)
        {
            if (batch.Items.Count >= most) break;
            if (item.IsDone || !TryAdd(batch, item)) continue;
            if (item.Sending == Sending.Alone) break;
        }

        batch.EndSavepoint();
        return batch;
    }

    private bool TryAdd(LiteralBatch batch, LiteralItem item)
    {
        try
        {
            if (item.IsBegun)
            {
                foreach (var command in item.Commands) command.FollowLinks();
            }

            batch.Add(item, _writer.Pace.ItemsPerSavepoint);
            return true;
        }
        catch (Exception exception)
        {
            FailUnsent(item, exception);
            return false;
        }
    }

    /// <summary>Nothing was sent, because of one value in one item. Which item that is, only the driver knows.</summary>
    private void Narrow(LiteralBatch batch, Exception cause)
    {
        if (batch.Items.Count == 1) FailUnsent(batch.Items[0], cause);
        else _most = batch.Items.Count / 2;
    }

    private void FailUnsent(LiteralItem item, Exception cause)
    {
        item.Fail(new Misfortune(item.Commands[0], cause));
        if (item == _begun) RollBack();
    }

    private void Settle(LiteralBatch batch, Exception? error)
    {
        _isInBatch |= batch.HasSavepoint;
        var misfortunes = new Dictionary<LiteralItem, Misfortune>();
        foreach (var step in batch.Steps)
        {
            if (batch.MisfortuneOf(step) is { } misfortune) misfortunes.TryAdd(step.Item!, misfortune);
        }

        if (MustBeRedone(batch, misfortunes)) return;

        var open = new List<LiteralItem>();
        foreach (var step in batch.Steps)
        {
            if (step == batch.Stopped)
            {
                Stop(step, error!, misfortunes);
                return;
            }

            if (step.Item is { } item && !open.Contains(item)) open.Add(item);
            if (step.EndsTrialOf is { } tried) tried.Fail(misfortunes[tried]);
            if (step.EndsSavepoint) Release(open);
            if (step.EndsSavepoint || step.EndsTrialOf is not null) open.Clear();
        }

        if (open is [var last]) Continue(last, misfortunes);
        else LeaveBatch();
    }

    /// <summary>
    /// Whether an item failed although the server has accepted it, and went on: what followed has seen what it wrote. All of the
    /// batch is undone then, and sent again.
    /// </summary>
    private bool MustBeRedone(LiteralBatch batch, Dictionary<LiteralItem, Misfortune> misfortunes)
    {
        List<LiteralItem> suspects =
        [
            .. misfortunes.Keys.Where(item => item.Sending == Sending.Together),
            .. batch.Steps.Where(step => step.EndsTrialOf is not null && step.IsExecuted)
                .Select(step => step.EndsTrialOf!)
                .Where(item => !misfortunes.ContainsKey(item)),
        ];
        if (suspects.Count == 0) return false;

        foreach (var item in suspects) item.BeMoreCareful();
        _writer.Owe(ItemSavepoint.RollbackBatch, ItemSavepoint.ReleaseBatch);
        _isInBatch = false;
        _begun = null;
        return true;
    }

    private void Release(List<LiteralItem> items)
    {
        _writer.Count(1);
        foreach (var item in items)
        {
            item.Succeed();
            _writer.Pace.Succeeded();
        }
    }

    /// <summary>Goes on with the item whose savepoint is open.</summary>
    private void Continue(LiteralItem item, Dictionary<LiteralItem, Misfortune> misfortunes)
    {
        _begun = null;
        if (misfortunes.TryGetValue(item, out var misfortune))
        {
            item.Fail(misfortune);
            RollBack();
        }
        else if (item.NextWave())
        {
            _begun = item;
        }
        else
        {
            Release([item]);
            _writer.Owe(ItemSavepoint.Release);
            LeaveBatch();
        }
    }

    private void Stop(LiteralStep step, Exception error, Dictionary<LiteralItem, Misfortune> misfortunes)
    {
        // A savepoint that cannot be set or released is not the item's doing.
        if (step.Item is not { } item)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
            return;
        }

        if (item.IsStale(error))
        {
            _writer.ForgetPlans();
            item.StartOver();
        }
        else
        {
            item.Fail(misfortunes.TryGetValue(item, out var misfortune) ? misfortune : new Misfortune(step.Command!, error));
            _writer.Pace.Failed();
        }

        RollBack();
    }

    private void RollBack()
    {
        _begun = null;
        _writer.Owe(ItemSavepoint.Rollback, ItemSavepoint.Release);
        LeaveBatch();
    }

    private void LeaveBatch()
    {
        if (_isInBatch)
        {
            _writer.Count(1);
            _writer.Owe(ItemSavepoint.ReleaseBatch);
        }

        _isInBatch = false;
    }
}
