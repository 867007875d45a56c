using System.Runtime.ExceptionServices;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// Writes the items of one window in order, in one batch as long as nothing fails: <c>SAVEPOINT</c>, the item's statements,
/// <c>RELEASE</c>. After an error at one item the next batch opens with the rollback of that one, and goes on behind it. Items that
/// share a savepoint are undone together then, and those that were good are sent again.
/// </summary>
internal sealed class WindowWrite
{
    private const string Set = "SAVEPOINT conditional_bulk_item";
    private const string Release = "RELEASE SAVEPOINT conditional_bulk_item";
    private const string Rollback = "ROLLBACK TO SAVEPOINT conditional_bulk_item";

    private readonly DbContext _context;
    private readonly Pace _pace;
    private readonly PreparedStatements? _prepared;
    private readonly bool _asksForId;
    private readonly ItemWrite[] _items;
    private readonly ItemRenderer _renderer;

    /// <summary>What the transaction needs before anything else is sent.</summary>
    private readonly List<string> _due = [];

    public WindowWrite(DbContext context, IReadOnlyList<SavingItem> items, Pace pace, PreparedStatements? prepared, bool asksForId)
    {
        (_context, _pace, _prepared, _asksForId) = (context, pace, prepared, asksForId);
        _items = [.. items.Select(item => new ItemWrite(item))];
        _renderer = new ItemRenderer(context);
    }

    /// <summary>Null if it is not asked for, or nothing is written.</summary>
    public string? TransactionId { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var next = NextOpen(0); next < _items.Length; next = NextOpen(next))
        {
            _renderer.Prepare(_items[next]);
            if (_items[next].IsByEF) await ExecuteByEFAsync(_items[next], cancellationToken).ConfigureAwait(false);
            else await SendAsync(next, cancellationToken).ConfigureAwait(false);
        }

        if (_due.Count > 0) await SendAsync(_items.Length, cancellationToken).ConfigureAwait(false);
    }

    private int NextOpen(int from) => Array.FindIndex(_items, from, item => !item.IsDone) is >= 0 and var next ? next : _items.Length;

    private async Task SendAsync(int first, CancellationToken cancellationToken)
    {
        var batch = new WindowBatch(_context);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var sql in _due) batch.Add(sql);
            var end = AddItems(batch, first);
            if (batch.IsEmpty) return;

            if (end == _items.Length && _asksForId && TransactionId is null) batch.AddTransactionIdQuery();
            if (_due.Contains(Rollback) && _prepared?.Lacks(batch) is true) await RollBackAsync(cancellationToken).ConfigureAwait(false);
            _due.Clear();
            try
            {
                var id = await batch.ExecuteAsync(_prepared, cancellationToken).ConfigureAwait(false);
                TransactionId ??= id;
                Settle(batch);
            }
            catch (PostgresException exception)
            {
                Fail(Settle(batch), exception);
            }
        }
    }

    /// <summary>
    /// An aborted transaction prepares nothing, not even what would follow its rollback. The savepoint is left, to be rolled back once more.
    /// </summary>
    private async Task RollBackAsync(CancellationToken cancellationToken)
    {
        var batch = new WindowBatch(_context);
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(Rollback);
            await batch.ExecuteAsync(prepared: null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The index behind the last item that was added.</returns>
    private int AddItems(WindowBatch batch, int first)
    {
        var count = 0;
        var inSavepoint = 0;
        var i = first;
        for (; i < _items.Length && count < _pace.ItemsPerBatch; i++)
        {
            var item = _items[i];
            if (!item.IsDone) _renderer.Prepare(item);
            if (item is { IsByEF: true, IsDone: false }) break;

            if (inSavepoint > 0 && (item.IsDone || inSavepoint >= _pace.ItemsPerSavepoint))
            {
                batch.AddRelease(Release);
                inSavepoint = 0;
            }

            if (item.IsDone || item.WritesNothing)
            {
                item.IsDone = true;
                continue;
            }

            if (inSavepoint++ == 0) batch.Add(Set);
            batch.Add(item);
            count++;
        }

        if (inSavepoint > 0) batch.AddRelease(Release);
        return i;
    }

    /// <summary>Looks how far the server came.</summary>
    /// <returns>The item at which it stopped; null if at none.</returns>
    private ItemWrite? Settle(WindowBatch batch)
    {
        var open = new List<ItemWrite>();
        foreach (var step in batch.Steps)
        {
            if (!step.IsExecuted) return step.Item;

            if (step.Item is { } item)
            {
                step.RequireRow(step.Command.RecordsAffected == 1);
                open.Add(item);
            }
            else if (step.IsRelease)
            {
                foreach (var released in open.Where(released => !released.IsDone)) Done(released);
                open.Clear();
            }
        }

        return null;
    }

    private void Done(ItemWrite item)
    {
        item.IsDone = true;
        _pace.Succeeded();
    }

    private void Fail(ItemWrite? item, PostgresException exception)
    {
        // Not at an item's statement: the window as a whole has failed.
        if (item is null) ExceptionDispatchInfo.Throw(exception);

        Fail(item, new DbUpdateException("The database rejected the write; the inner exception says why.", exception, item.Item.Entries));
    }

    private void Fail(ItemWrite item, DbUpdateException exception)
    {
        if (exception.InnerException is PostgresException answer && SqlStates.Describe(answer).Scope != DatabaseErrorScope.Item) throw exception;

        item.Fail(exception);
        _pace.Failed();
        _due.AddRange([Rollback, Release]);
    }

    private async Task ExecuteByEFAsync(ItemWrite item, CancellationToken cancellationToken)
    {
        _due.Add(Set);
        await SendAsync(_items.Length, cancellationToken).ConfigureAwait(false);
        try
        {
            await item.Item.ExecuteAsync(_context.GetService<IRelationalConnection>(), cancellationToken).ConfigureAwait(false);
            Done(item);
            _due.Add(Release);
        }
        catch (DbUpdateException exception) when (!cancellationToken.IsCancellationRequested)
        {
            Fail(item, exception);
        }
    }
}
