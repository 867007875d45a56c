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
    /// Whether COMMIT may be carried out, or not, without the client learning of it. True by default; false where there is no connection to
    /// lose.
    /// </summary>
    public virtual bool CommitCanLoseItsAnswer => true;

    /// <summary>
    /// A query, one statement without parameters, whose one value is a text that identifies the current transaction, and the server, from
    /// any other, and which fails in a transaction that is aborted. Null, the default, where there is none.
    /// </summary>
    /// <remarks>It is asked after the first write of a transaction, in the round trip of that write, and else before COMMIT.</remarks>
    public virtual string? TransactionIdQuery => null;

    /// <summary>Finds out what became of a transaction whose COMMIT was not answered.</summary>
    /// <param name="lost">The connection that was lost; it says how to open another one.</param>
    /// <param name="transactionId">What <see cref="TransactionIdQuery"/> returned.</param>
    /// <param name="cancellationToken">Ends the search: the outcome is unknown then, and no exception is due.</param>
    /// <returns>What became of it: unknown, the default, if there is any doubt.</returns>
    public virtual Task<TransactionOutcome> FindOutcomeAsync(
        DbConnection lost, string transactionId, CancellationToken cancellationToken) => Task.FromResult(TransactionOutcome.Unknown);

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
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    public virtual Task PrepareJoinedAsync(DbContext context, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
