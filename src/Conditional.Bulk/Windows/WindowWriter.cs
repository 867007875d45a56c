using System.Data;
using System.Data.Common;
using System.Runtime.ExceptionServices;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Conditional.Bulk;

/// <summary>
/// Writes items in windows through the provider's pipeline, with the results that <see cref="ItemWriter"/> gives. What cannot be in
/// a window, or meets an error that is nobody's, is written by that one.
/// </summary>
internal sealed class WindowWriter<TEntity>(
    DbContext context,
    IDbContextTransaction transaction,
    WritePipeline pipeline,
    ItemWriter writer,
    GraphGuard graphs,
    FailureReader failures,
    ILogger logger,
    int itemsPerWindow,
    IReadOnlyList<WriteItem<TEntity>> items)
    : IAsyncDisposable where TEntity : class
{
    private readonly IEntityType _entityType = context.Model.FindEntityType(typeof(TEntity))!;
    private readonly DbConnection _connection = transaction.GetDbTransaction().Connection!;
    private readonly bool _loads = items[0].TargetKey is not null;
    private readonly Dictionary<int, TEntity> _built = [];
    private IReadOnlyList<(string Name, string? Schema)>? _loadTables = [];

    /// <summary>How many items the next window is tried with: fewer after one that had to end early, and up again from there.</summary>
    private int _limit = itemsPerWindow;
    private readonly int _itemsPerWindow = itemsPerWindow;
    private int _aloneUntil;

    /// <summary>Finds out whether the items can be written in windows at all.</summary>
    public void Prepare()
    {
        var obstacle = WindowRules.ObstacleOf(_entityType, _loads);
        if (obstacle is null && _loads)
        {
            var load = pipeline.Describe(EntityKey.Query<TEntity>(context, items[0].TargetKey!), locks: false);
            _loadTables = WindowRules.Besides(load, _entityType);
            if (Window<TEntity>.NewTables(_entityType, _loads).Overlap(_loadTables)) obstacle = "its query filter reads what is written";
        }

        if (obstacle is null) return;

        _aloneUntil = items.Count;
        logger.WrittenAlone(_entityType.DisplayName(), obstacle);
    }

    /// <summary>Writes the next items, at least one, and adds their results.</summary>
    public async Task WriteNextAsync(List<ItemResult<TEntity>> results, CancellationToken cancellationToken)
    {
        var first = results.Count;
        var window = Plan(first);
        if (window.Items.Count < 2)
        {
            var built = _built.GetValueOrDefault(first);
            results.Add(await writer.WriteAsync(first, items[first], built, cancellationToken).ConfigureAwait(false));
            TryWith(2L * _limit);
            return;
        }

        try
        {
            results.AddRange(await WriteAsync(window, cancellationToken).ConfigureAwait(false));
            var done = results.Count - first;
            TryWith(2L * (done < window.Items.Count ? Math.Max(1, done) : _limit));
        }
        catch (Exception exception) when (IsOfTheWindow(exception, cancellationToken))
        {
            await UndoAsync(exception).ConfigureAwait(false);
            logger.WindowUndone(exception, first, window.Items.Count);
            _aloneUntil = first + window.Items.Count;
            _limit = 1;
        }
        finally
        {
            context.ChangeTracker.Clear();
            context.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    public ValueTask DisposeAsync() => pipeline.DisposeAsync();

    private void TryWith(long count) => _limit = (int)Math.Min(_itemsPerWindow, count);

    private Window<TEntity> Plan(int first)
    {
        var window = new Window<TEntity>(context, pipeline, _entityType, _loads, _limit);
        for (var i = first; i >= _aloneUntil && i < items.Count && window.TryAdd(i, items[i]); i++)
        {
        }

        return window;
    }

    /// <summary>An error of no item that can be named: the items are written one by one, and each gets its own.</summary>
    private bool IsOfTheWindow(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && _connection.State == ConnectionState.Open
        && !failures.EndsTheCall(exception);

    private async Task UndoAsync(Exception cause)
    {
        try
        {
            await pipeline.UndoAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The cause has ended the whole transaction, and says more than the rollback that it made impossible.
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    private async Task<IEnumerable<ItemResult<TEntity>>> WriteAsync(Window<TEntity> window, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var keys = window.Keys;
        var rows = await pipeline.OpenAsync(_entityType, keys, window.Queries, cancellationToken).ConfigureAwait(false);

        List<WindowItem<TEntity>> done;
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        using (var tracked = new TrackedEntries(context.ChangeTracker))
        {
            var targets = await LoadAsync(keys, cancellationToken).ConfigureAwait(false);
            var stage = new WindowStage<TEntity>(context, tracked, graphs, failures, _built, _entityType, _loads, _loadTables);
            done = await stage.RunAsync(window.Items, rows, targets, cancellationToken).ConfigureAwait(false);
            if (stage.IsToBeAlone is { } index) _aloneUntil = index + 1;
        }

        context.ChangeTracker.AutoDetectChangesEnabled = true;
        await SaveAsync(done.FindAll(item => item.Failure is null), cancellationToken).ConfigureAwait(false);
        return done.Select(item => item.Result());
    }

    private async Task<Dictionary<IReadOnlyList<object>, TEntity>> LoadAsync(
        IReadOnlyList<IReadOnlyList<object>> keys, CancellationToken cancellationToken)
    {
        var targets = new Dictionary<IReadOnlyList<object>, TEntity>(new KeyComparer(_entityType.FindPrimaryKey()!.Properties));
        foreach (var chunk in keys.Chunk(EntityKey.KeysPerQuery(_entityType)))
        {
            var rows = await EntityKey.QueryMany<TEntity>(context, chunk).AsTracking().ToListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var row in rows) targets.Add(EntityKey.Of(context.Entry(row)), row);
        }

        return targets;
    }

    private async Task SaveAsync(List<WindowItem<TEntity>> staged, CancellationToken cancellationToken)
    {
        if (staged.Count == 0) return;

        var entries = staged.ConvertAll(item => item.Entries);
        var exceptions = await WindowSave.RunAsync(context, pipeline, entries, cancellationToken).ConfigureAwait(false);
        TransactionIdentity.Remember(transaction, pipeline.TransactionId);
        foreach (var (item, exception) in staged.Zip(exceptions))
        {
            if (exception is null)
            {
                context.RequireSaved(item.Entity!);
                continue;
            }

            item.Failure = await failures.ReadAsync(context, item.Index, item.Item, WriteStage.Save, exception, cancellationToken)
                .ConfigureAwait(false);
            if (item.Failure is null) ExceptionDispatchInfo.Throw(exception);
        }

        foreach (var item in staged.Where(item => item.Failure is null)) graphs.Returned(item.Graph);
    }
}
