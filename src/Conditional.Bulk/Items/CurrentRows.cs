using System.Data.Common;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Conditional.Bulk;

/// <summary>
/// Looks for the rows that belong to failures (<see cref="WriteFailure.Current"/>), under the caller's query filters: items that ask for
/// rows of one entity type by one key in one query. Each item gets an instance of its own.
/// </summary>
/// <param name="context">The private context, whose tracker is empty.</param>
/// <param name="transaction">The transaction.</param>
/// <param name="session">The provider's part of the call.</param>
/// <param name="failures">Tells which errors end the call.</param>
/// <param name="logger">Told of a query that failed.</param>
internal sealed class CurrentRows(
    DbContext context, IDbContextTransaction transaction, WriteSession session, FailureReader failures, ILogger logger)
    : IAsyncDisposable
{
    private readonly DbConnection _connection = transaction.GetDbTransaction().Connection!;

    /// <summary>A query that fails is not to fail more than itself.</summary>
    private Savepoint? _savepoint;

    private readonly Dictionary<WriteItem, (SoughtRow Sought, LoadedRow Row)> _found = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<(IEntityType EntityType, IReadOnlyList<IProperty> Key), IReadOnlyList<string>?> _tables = [];

    /// <summary>What was found for an item; null if nothing was.</summary>
    public (SoughtRow Sought, LoadedRow Row)? Of(WriteItem item) => _found.TryGetValue(item, out var found) ? found : null;

    /// <summary>Looks for the rows of items.</summary>
    /// <param name="items">The items, each with a search.</param>
    /// <param name="locks">Whether the rows whose searches say so are locked: locks of a savepoint that was undone are gone.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task. What it throws is an error of the whole call.</returns>
    public async Task FindAsync(IReadOnlyList<WriteItem> items, bool locks, CancellationToken cancellationToken)
    {
        _found.Clear();
        _savepoint ??= new Savepoint(transaction.GetDbTransaction(), "conditional_bulk_current");
        await _savepoint.SetWithNextCommandAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (locks) await LockAsync(items, cancellationToken).ConfigureAwait(false);
            for (var i = 0; items.Any(item => i < item.Search!.Rows.Count); i++) await FindAsync(items, i, cancellationToken).ConfigureAwait(false);
            await _savepoint.ReleaseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            !cancellationToken.IsCancellationRequested && _connection.State == System.Data.ConnectionState.Open && failures.IsOfTheItem(exception))
        {
            // The failures are what they are, without these rows.
            _found.Clear();
            logger.CurrentNotLoaded(items[0].Index, exception.GetType().Name);
            await _savepoint.RollbackAsync().ConfigureAwait(false);
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = true;
            context.ChangeTracker.Clear();
        }
    }

    /// <summary>Completes the failure of an item with what was found for it.</summary>
    public void Complete(WriteItem item)
    {
        var complete = item.Search!.Complete;
        item.Search = null;
        item.Failure = complete(item.Failure!.WithCurrent(Of(item)?.Row.Root));
    }

    public ValueTask DisposeAsync() => _savepoint?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>
    /// The tables that the query for a row reads besides the row's own, those of query filters; null if that cannot be told.
    /// </summary>
    public IReadOnlyList<string>? TablesBeside(TargetRow row)
    {
        if (_tables.TryGetValue((row.EntityType, row.KeyProperties), out var known)) return known;

        List<string>? tables = null;
        if (RowQuery.Of(row.EntityType).Ask(context, session, row).Tables is { } read)
        {
            tables = [.. read.Select(table => TableNames.Of(table.Name))];
            TableNames.RemoveOwn(tables, row.EntityType);
        }

        _tables.Add((row.EntityType, row.KeyProperties), tables);
        return tables;
    }

    private async Task LockAsync(IReadOnlyList<WriteItem> items, CancellationToken cancellationToken)
    {
        List<TargetRow> targets = [.. items.Where(item => item.Search!.Locks).SelectMany(item => item.Search!.Rows).Select(sought => sought.Row)];
        if (targets.Count > 0) await session.AskAsync(targets, [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks for the rows that come at one place in the searches of the items.</summary>
    private async Task FindAsync(IReadOnlyList<WriteItem> items, int place, CancellationToken cancellationToken)
    {
        var asking = items.Where(item => place < item.Search!.Rows.Count && !_found.ContainsKey(item)).Select(item => (item, item.Search!.Rows[place]));
        foreach (var kind in asking.GroupBy(asked => (asked.Item2.Row.EntityType, asked.Item2.Row.KeyProperties)).ToList())
        {
            await FindAsync([.. kind], kind.Key.KeyProperties, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FindAsync(
        List<(WriteItem Item, SoughtRow Sought)> asking, IReadOnlyList<IProperty> properties, CancellationToken cancellationToken)
    {
        var comparer = new KeyComparer(properties);
        while (asking.Count > 0)
        {
            // A row comes once in a query, and as one instance: who asks for the same row asks again.
            List<(WriteItem Item, SoughtRow Sought)> now = [.. asking.DistinctBy(asked => asked.Sought.Row.KeyValues, comparer).Take(EntityKey.KeysPerQuery(properties))];
            var rows = await LoadAsync(now[0].Sought.Row, [.. now.Select(asked => asked.Sought.Row.KeyValues)], cancellationToken).ConfigureAwait(false);
            var byKey = rows.ToLookup(row => row.KeyOf(now[0].Sought.Row), comparer);
            var hasOthers = byKey.Count > now.Count(asked => byKey.Contains(asked.Sought.Row.KeyValues));
            HashSet<WriteItem> done = new(ReferenceEqualityComparer.Instance);
            foreach (var (item, sought) in now)
            {
                done.Add(item);
                var found = byKey[sought.Row.KeyValues].ToList();

                // The database takes some values for the same that differ here: whose row is it?
                if (found.Count == 0 && hasOthers) found = await LoadAsync(sought.Row, [sought.Row.KeyValues], cancellationToken).ConfigureAwait(false);
                Keep(item, sought, found);
            }

            asking.RemoveAll(asked => done.Contains(asked.Item));
        }
    }

    /// <summary>Of several rows, which an index with a filter may leave, it cannot be told which was in the way.</summary>
    private void Keep(WriteItem item, SoughtRow sought, List<LoadedRow> found)
    {
        if (found.Where(sought.Is).Take(2).ToArray() is [var row]) _found.Add(item, (sought, row));
    }

    private async Task<List<LoadedRow>> LoadAsync(TargetRow row, IReadOnlyList<IReadOnlyList<object>> keys, CancellationToken cancellationToken)
    {
        List<LoadedRow> rows = [];
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        await foreach (var root in RowQuery.Of(row.EntityType).LoadMany(context, row, keys).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(LoadedRow.Take(context, root));
        }

        return rows;
    }
}
