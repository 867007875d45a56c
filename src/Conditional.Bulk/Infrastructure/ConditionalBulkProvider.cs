using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.Infrastructure;

/// <summary>
/// What the library asks of a database provider. A provider package derives one class from it and registers it with a
/// <see cref="ConditionalBulkOptionsExtension"/>. Implementations are stateless and thread-safe.
/// </summary>
public abstract class ConditionalBulkProvider
{
    /// <summary>Describes an exception of the driver, from its structured data alone.</summary>
    /// <param name="exception">The driver's exception.</param>
    /// <param name="model">The EF model, for names that the database does not tell.</param>
    /// <returns>The description.</returns>
    public abstract DatabaseError Describe(DbException exception, IModel model);

    /// <summary>
    /// Finds out, with a query, what an error did not tell: the name that the model knows a constraint by where the database named a part
    /// of it, say. Called once for each failed item, or less often, and never for items that succeed.
    /// </summary>
    /// <param name="context">The private context, in the transaction of the write, after the rollback to the item's savepoint.</param>
    /// <param name="error">What <see cref="Describe"/> told.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The error with what was found out. By default, as it is given.</returns>
    /// <remarks>A query that fails has to leave the transaction as it was; the error is then returned as it is given.</remarks>
    public virtual Task<DatabaseError> CompleteAsync(DbContext context, DatabaseError error, CancellationToken cancellationToken) =>
        Task.FromResult(error);

    /// <summary>
    /// Forgets what the session has prepared, after an error with the scope <see cref="DatabaseErrorScope.Statement"/>, so that what is sent
    /// again is prepared anew. Does nothing by default.
    /// </summary>
    /// <param name="context">The private context, in the transaction of the write, after the rollback to the item's savepoint.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    public virtual Task ForgetPreparedStatementsAsync(DbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Finds out, with a query, why rows cannot be locked: which privilege is missing, say.</summary>
    /// <param name="context">The private context, in the transaction of the write, after the rollback to a savepoint.</param>
    /// <param name="refusal">The exception that is about to end the call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The exception to end the call with. By default, the one that is given.</returns>
    /// <remarks>A query that fails has to leave the transaction as it was; the exception is then returned as it is given.</remarks>
    public virtual Task<CannotLockException> ExplainAsync(
        DbContext context, CannotLockException refusal, CancellationToken cancellationToken) => Task.FromResult(refusal);

    /// <summary>
    /// Finds a value that the driver takes and then cannot send: one that would cost the connection, or would be stored as another value.
    /// Called before each command that EF executes on the private context. None by default.
    /// </summary>
    /// <param name="command">The command, which has not been executed.</param>
    /// <returns>
    /// What to throw in place of executing it, an <see cref="ArgumentException"/> or <see cref="OverflowException"/> for example; null if
    /// there is no such value.
    /// </returns>
    public virtual Exception? FindUnsendableValue(DbCommand command) => null;

    /// <summary>
    /// Locks the row that is about to be loaded and changed, so that no other session changes it until the transaction ends.
    /// Does nothing by default, where the transaction holds the only write lock there is.
    /// </summary>
    /// <param name="context">The private context, in the transaction of the write.</param>
    /// <param name="entityType">The entity type of the row.</param>
    /// <param name="keyValues">The row's primary key, checked against the model.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task. A row that is not there is no error.</returns>
    /// <exception cref="CannotLockException">The row cannot be locked.</exception>
    public virtual Task LockTargetAsync(
        DbContext context, IEntityType entityType, IReadOnlyList<object> keyValues, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Evaluates a gate, and locks the row that makes it true until the transaction ends.</summary>
    /// <typeparam name="TGate">The entity type of the gate.</typeparam>
    /// <param name="context">The private context, in the transaction of the write.</param>
    /// <param name="rows">The rows that make the gate true.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there is such a row.</returns>
    /// <remarks>By default it is a plain check, which is enough where the transaction holds the only write lock there is.</remarks>
    /// <exception cref="CannotLockException">The rows cannot be locked.</exception>
    public virtual Task<bool> ExistsLockedAsync<TGate>(
        DbContext context, IQueryable<TGate> rows, CancellationToken cancellationToken) where TGate : class =>
        rows.AnyAsync(cancellationToken);

    /// <summary>
    /// Whether gates are held by locks of their rows. False by default, where the transaction holds the only write lock there is.
    /// </summary>
    public virtual bool LocksGates => false;

    /// <summary>Refuses, without I/O, a gate whose rows <see cref="ExistsLockedAsync{TGate}"/> could not lock.</summary>
    /// <typeparam name="TGate">The entity type of the gate.</typeparam>
    /// <param name="context">The private context.</param>
    /// <param name="rows">The rows that make the gate true.</param>
    /// <exception cref="CannotLockException">The rows cannot be locked.</exception>
    public virtual void RequireLockable<TGate>(DbContext context, IQueryable<TGate> rows) where TGate : class
    {
    }

    /// <summary>
    /// A query whose one value identifies the current transaction, null while it has written nothing, and which fails in a transaction
    /// that is aborted. Null, the default, where a COMMIT cannot lose its answer.
    /// </summary>
    public virtual string? TransactionIdQuery => null;

    /// <summary>Makes the pipeline for one call. Null, the default, where each item is written by itself.</summary>
    /// <param name="context">The private context, in the transaction of the write.</param>
    /// <param name="options">How the batch runs.</param>
    /// <param name="refuse">Takes the reason, for the log, if something of the provider's own rules the pipeline out.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The pipeline; null if it is ruled out.</returns>
    public virtual ValueTask<WritePipeline?> CreatePipelineAsync(
        DbContext context, BulkOptions options, Action<string> refuse, CancellationToken cancellationToken) => ValueTask.FromResult<WritePipeline?>(null);

    /// <summary>Does what is due after an item's <c>SaveChanges</c>, before its savepoint is released. Nothing by default.</summary>
    /// <param name="context">The private context, in the transaction of the write.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task. What it throws is the item's error, or the call's, as <see cref="Describe"/> tells.</returns>
    public virtual Task AfterSaveAsync(DbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Finds out what became of a transaction whose COMMIT was not answered.</summary>
    /// <param name="lost">The connection that was lost; it says how to open another one.</param>
    /// <param name="transactionId">What <see cref="TransactionIdQuery"/> returned.</param>
    /// <param name="cancellationToken">Ends the search: null is returned then, not an exception.</param>
    /// <returns>Whether it committed; null if that cannot be known.</returns>
    public virtual Task<bool?> HasCommittedAsync(DbConnection lost, string transactionId, CancellationToken cancellationToken) =>
        Task.FromResult<bool?>(null);

    /// <summary>Begins a transaction that does not write, for reads that belong together.</summary>
    /// <param name="context">The context to begin it on.</param>
    /// <param name="isolationLevel">The isolation level.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The transaction, which is the context's current one.</returns>
    public virtual Task<IDbContextTransaction> BeginReadAsync(
        DbContext context, IsolationLevel isolationLevel, CancellationToken cancellationToken) =>
        context.Database.BeginTransactionAsync(isolationLevel, cancellationToken);

    /// <summary>
    /// Makes sure that a transaction which the library did not begin may write from here on without racing another writer,
    /// where the database locks as a whole. Does nothing by default.
    /// </summary>
    /// <param name="context">The context whose current transaction is joined.</param>
    /// <param name="entityType">The entity type that is about to be written.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    public virtual Task PrepareJoinedAsync(DbContext context, IEntityType entityType, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
