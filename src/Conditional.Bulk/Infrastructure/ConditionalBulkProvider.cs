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

    /// <summary>Begins a transaction that may not write, for reads that belong together.</summary>
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
