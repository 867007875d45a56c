using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.Infrastructure;

/// <summary>
/// A provider's way to write many items at a lower price than one by one, each still in a savepoint of its own. It works in windows of consecutive
/// items: open one, write its items, or undo it as a whole. One per call of a verb.
/// </summary>
public abstract class WritePipeline : IAsyncDisposable
{
    /// <summary>
    /// What <see cref="ConditionalBulkProvider.TransactionIdQuery"/> would return, learnt along with a write; null until then, and where
    /// there is none.
    /// </summary>
    public virtual string? TransactionId => null;

    /// <summary>Describes a query without running it.</summary>
    /// <typeparam name="TRow">The entity type.</typeparam>
    /// <param name="rows">The rows that make a condition true.</param>
    /// <param name="locks">Whether one of them, and what is joined to it, is to be locked until the transaction ends.</param>
    /// <returns>The query.</returns>
    /// <exception cref="InvalidOperationException">It cannot be translated.</exception>
    public abstract GateQuery Describe<TRow>(IQueryable<TRow> rows, bool locks) where TRow : class;

    /// <summary>Opens a window: sets its savepoint, locks the rows to be written, then asks the gates.</summary>
    /// <param name="entityType">The entity type of the items.</param>
    /// <param name="targetKeys">The primary keys of the rows to lock, checked against the model; none for creates.</param>
    /// <param name="gates">The queries, in order.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What is there.</returns>
    /// <exception cref="CannotLockException">A row cannot be locked.</exception>
    public abstract Task<WindowRows> OpenAsync(
        IEntityType entityType,
        IReadOnlyList<IReadOnlyList<object>> targetKeys,
        IReadOnlyList<GateQuery> gates,
        CancellationToken cancellationToken);

    /// <summary>
    /// Writes items in order, each in a savepoint, from within EF's <c>SaveChanges</c>. The window stays open, and can still be undone,
    /// until the next one.
    /// </summary>
    /// <param name="items">The items. Those that fail are told so; the others are written when the task ends.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    /// <exception cref="Exception">The window cannot be written item by item; <see cref="UndoAsync"/> is due, or the call is lost.</exception>
    public abstract Task WriteAsync(IReadOnlyList<SavingItem> items, CancellationToken cancellationToken);

    /// <summary>Undoes the window that is open: the transaction is then as it was before.</summary>
    /// <param name="cancellationToken">Never cancelled by the library: half a rollback would leave an aborted transaction behind.</param>
    /// <returns>A task.</returns>
    public abstract Task UndoAsync(CancellationToken cancellationToken);

    /// <summary>Ends the pipeline's use of the connection. The transaction is left as it is.</summary>
    /// <returns>A task.</returns>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
