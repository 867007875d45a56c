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

    public override Task<DatabaseError> CompleteAsync(DbContext context, DatabaseError error, CancellationToken cancellationToken) =>
        error is { SchemaName: null } or { TableName: null } || ModelNames.Knows(context.Model, error)
            ? Task.FromResult(error)
            : ConstraintCatalogue.WithRootNamesAsync(context, error, cancellationToken);

    /// <summary>Npgsql has no other way than a blocking one; a migration under a running application is rare.</summary>
    public override Task ForgetPreparedStatementsAsync(DbContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ((NpgsqlConnection)context.Database.GetDbConnection()).UnprepareAll();
        return Task.CompletedTask;
    }

    public override async Task<CannotLockException> ExplainAsync(
        DbContext context, CannotLockException refusal, CancellationToken cancellationToken)
    {
        if (refusal.InnerException is not PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } || refusal.Tables.Count == 0)
        {
            return refusal;
        }

        var missing = await ConstraintCatalogue.MissingPrivilegesAsync(context, refusal.Tables, cancellationToken).ConfigureAwait(false);
        if (missing.Count == 0) return refusal;

        var message = refusal.Message.Replace(
            LockRefusal.MissingPrivilege, $"{string.Join(", and ", missing)} (42501).", StringComparison.Ordinal);
        return new CannotLockException(message, refusal.InnerException) { Tables = refusal.Tables };
    }

    public override Exception? FindUnsendableValue(DbCommand command) => UnsendableValues.Find(command.Parameters);

    public override bool LocksGates => true;

    public override Task<TransactionOutcome> FindOutcomeAsync(
        DbConnection lost, string transactionId, CancellationToken cancellationToken) =>
        CommitOutcome.LookUpAsync((NpgsqlConnection)lost, transactionId, cancellationToken);
}
