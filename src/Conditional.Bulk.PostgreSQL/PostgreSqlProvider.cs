using System.Data.Common;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>PostgreSQL through Npgsql.</summary>
internal sealed class PostgreSqlProvider(NpgsqlBulkOptions options) : ConditionalBulkProvider
{
    /// <inheritdoc cref="CommitOutcome.IdentityQuery"/>
    public const string TransactionId = CommitOutcome.IdentityQuery;

    public override string TransactionIdQuery => TransactionId;

    public override DatabaseError Describe(DbException exception, IModel model) => exception switch
    {
        PostgresException answer => SqlStates.Describe(answer),

        // The command timed out on the client, and Npgsql cancelled it on the server; whether the connection survived that is
        // for the engine to look at.
        NpgsqlException { InnerException: TimeoutException } => new(DatabaseErrorScope.Item, WriteFailureKind.Timeout),

        // Another command is running on the connection: nothing was sent.
        NpgsqlOperationInProgressException => new(DatabaseErrorScope.Transaction),

        // Npgsql reports I/O errors of the connection as its base exception, without an answer of the server.
        _ => new(DatabaseErrorScope.Session),
    };

    public override WriteSession CreateSession(DbContext context, IDbContextTransaction transaction, BulkOptions bulkOptions) =>
        new PostgreSqlSession(context, transaction, options, bulkOptions);

    public override bool LocksGates => true;

    public override Task<TransactionOutcome> FindOutcomeAsync(
        DbConnection lost, string transactionId, CancellationToken cancellationToken) =>
        CommitOutcome.LookUpAsync((NpgsqlConnection)lost, transactionId, cancellationToken);
}
