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

    /// <summary>Makes the provider's part of one call.</summary>
    /// <param name="context">The private context, in the transaction of the call.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="options">How the batch runs.</param>
    /// <returns>The session. Nothing is sent yet.</returns>
    public abstract WriteSession CreateSession(DbContext context, IDbContextTransaction transaction, BulkOptions options);

    /// <summary>
    /// Whether gates are held by locks of their rows. False by default, where the transaction holds the only write lock there is.
    /// </summary>
    public virtual bool LocksGates => false;

    /// <summary>
    /// A query whose one value identifies the current transaction, null while it has written nothing, and which fails in a transaction
    /// that is aborted. Null, the default, where a COMMIT cannot lose its answer.
    /// </summary>
    public virtual string? TransactionIdQuery => null;

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
