using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk.Infrastructure;

/// <summary>
/// A provider's part of one call of a verb, in the call's transaction: asks gates, locks rows, opens windows, and writes what was recorded
/// in them.
/// </summary>
public abstract class WriteSession : IAsyncDisposable
{
    /// <summary>Why no window can be opened in this call; null if there is no reason.</summary>
    public virtual string? ObstacleToWindows => null;

    /// <summary>
    /// What <see cref="ConditionalBulkProvider.TransactionIdQuery"/> would return, learnt along with something else; null until then, and where
    /// there is none.
    /// </summary>
    public virtual string? TransactionId => null;

    /// <summary>
    /// The tables of which rows may change when a row of a table is written, besides that row: by cascades, and by whatever else the
    /// database does. By default what the model says.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="kind">Added, Modified or Deleted.</param>
    /// <returns>The tables' names; null if any table may change, as with a trigger.</returns>
    public virtual IReadOnlyCollection<string>? TablesChangedBy(ITable table, EntityState kind) => ModelReach.Of(table, kind);

    /// <summary>
    /// Whether the database takes two texts in a column for equal only if they are the same: text that it has not found is then not there,
    /// whatever its case, accents or blanks. Never by default.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <returns>False if they may differ, or if it is not known.</returns>
    public virtual bool ComparesBytewise(IColumn column) => false;

    /// <summary>Prepares a question without sending it.</summary>
    /// <typeparam name="TRow">The entity type.</typeparam>
    /// <param name="rows">The rows that make a condition true.</param>
    /// <param name="locks">Whether one of them, and what is joined to it, is to be locked until the transaction ends.</param>
    /// <returns>The question. Code that the condition captured has run by then, and does not run again.</returns>
    /// <exception cref="CannotLockException">The rows are to be locked, and cannot be.</exception>
    /// <exception cref="InvalidOperationException">The condition cannot be translated.</exception>
    public abstract GateQuestion Question<TRow>(IQueryable<TRow> rows, bool locks) where TRow : class;

    /// <summary>Locks rows, then asks questions.</summary>
    /// <param name="targets">The rows to lock, none or more.</param>
    /// <param name="questions">The questions, none or more, no two of them equal.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What is there.</returns>
    /// <exception cref="CannotLockException">A row cannot be locked.</exception>
    public abstract Task<Answers> AskAsync(
        IReadOnlyList<TargetRow> targets, IReadOnlyList<GateQuestion> questions, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a window: sets its savepoint, then locks rows and asks questions. The window before it is closed, and can no longer be undone.
    /// </summary>
    /// <param name="items">How many items the window is going to have, at most.</param>
    /// <param name="tables">The tables that the window is going to write, as far as that is known.</param>
    /// <param name="targets">The rows to lock.</param>
    /// <param name="questions">The questions, no two of them equal.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What is there.</returns>
    /// <exception cref="Exception">
    /// The window is not open. The transaction is as it was before, unless the error ended the transaction.
    /// </exception>
    public abstract Task<Answers> OpenWindowAsync(
        int items,
        IReadOnlyList<ITable> tables,
        IReadOnlyList<TargetRow> targets,
        IReadOnlyList<GateQuestion> questions,
        CancellationToken cancellationToken);

    /// <summary>Undoes the window that is open, with all that was written in it: its locks are given back.</summary>
    /// <param name="cancellationToken">Never cancelled by the library: half a rollback would leave an aborted transaction behind.</param>
    /// <returns>A task.</returns>
    public abstract Task UndoWindowAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes items in the window that is open, with the outcome that each would have in a savepoint of its own after those before it. May be
    /// called several times in one window.
    /// </summary>
    /// <param name="items">The items, in order. Those that fail are told so; the others are written when the task ends.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    /// <exception cref="Exception">An error of no item: the call is lost.</exception>
    public abstract Task WriteAsync(IReadOnlyList<RecordedItem> items, CancellationToken cancellationToken);

    /// <summary>
    /// Whether inserts into a table, and updates of other rows that set no key, may be written in an order of the library's making, as long as all of
    /// them succeed: where sessions that insert the same unique values wait for each other, an order that all share keeps them from doing so
    /// crosswise. Never by default.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <returns>Whether the statements run no code that could tell the order, such as triggers.</returns>
    public virtual bool MayOrder(ITable table) => false;

    /// <summary>
    /// Finds out whether the transaction cannot see a row that was committed since the transaction began, so that a write can be refused
    /// because of a row that cannot be found. By default, each statement sees what is committed.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// What ends the call in place of the violation, transient for an execution strategy; null if each statement sees what is committed.
    /// </returns>
    public virtual Task<Exception?> FindConflictAsync(CancellationToken cancellationToken) => Task.FromResult<Exception?>(null);

    /// <summary>Does what is due after the <c>SaveChanges</c> of an item that is not recorded. Nothing by default.</summary>
    /// <param name="context">The private context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task. What it throws is the item's error, or the call's.</returns>
    public virtual Task AfterSaveAsync(DbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the session's use of the connection. The transaction is left as it is.</summary>
    /// <returns>A task.</returns>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The row that an update, upsert or purge is about.</summary>
/// <param name="EntityType">Its entity type, as the item names it.</param>
/// <param name="KeyValues">The values of its key, none of them null, checked against the model.</param>
public sealed record TargetRow(IEntityType EntityType, IReadOnlyList<object> KeyValues)
{
    /// <summary>
    /// The properties of its key, in the order of the values: those of the primary key by default, else of an alternate key or a unique
    /// index. The same list for the same key.
    /// </summary>
    public IReadOnlyList<IProperty> KeyProperties { get; init; } = EntityType.FindPrimaryKey()!.Properties;

    /// <summary>Whether the index of the key holds some of the rows only, so that there may be several rows with the values.</summary>
    public bool MayBeSeveral { get; init; }

    /// <summary>Whether the row is going to be created if it is missing.</summary>
    public bool IsCreatedIfMissing { get; init; }

    /// <summary>The named query filters that do not apply to it.</summary>
    public IReadOnlyList<string> IgnoredQueryFilters { get; init; } = [];

    internal bool IsByPrimaryKey => ReferenceEquals(KeyProperties, EntityType.FindPrimaryKey()!.Properties);

    /// <summary>Without the values of the key.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{EntityType.DisplayName()} ({string.Join(", ", KeyProperties.Select(property => property.Name))})";
}

/// <summary>What the database answered.</summary>
/// <param name="Targets">
/// For each target, in the order they were given, whether there is such a row, visible or not, which is locked now; null where rows are not locked
/// one by one.
/// </param>
/// <param name="Exists">For each question, in the order they were given, whether there is such a row.</param>
public sealed record Answers(IReadOnlyList<bool>? Targets, IReadOnlyList<bool> Exists);
