using System.Data.Common;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>PostgreSQL through Npgsql.</summary>
internal sealed class PostgreSqlProvider(NpgsqlBulkOptions options) : ConditionalBulkProvider
{
    /// <summary>Fails in an aborted transaction, as every statement does.</summary>
    public const string TransactionId = "SELECT pg_current_xact_id_if_assigned()::text";

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

    /// <summary>Npgsql has no other way than a blocking one; a migration under a running application is rare.</summary>
    public override Task ForgetPreparedStatementsAsync(DbContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ((NpgsqlConnection)context.Database.GetDbConnection()).UnprepareAll();
        return Task.CompletedTask;
    }

    public override Exception? FindUnsendableValue(DbCommand command) => UnsendableValues.Find(command.Parameters);

    public override async Task LockTargetAsync(
        DbContext context, IEntityType entityType, IReadOnlyList<object> keyValues, CancellationToken cancellationToken)
    {
        try
        {
            await TargetLocks.CommandFor(context, entityType)
                .ExecuteNonQueryAsync(context.CommandArguments(TargetLocks.Values(keyValues)), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (Refuses(exception) is { } refusal)
        {
            throw new CannotLockException(
                $"The '{entityType.DisplayName()}' to write cannot be locked (FOR NO KEY UPDATE): {Reason(refusal)}", exception);
        }
    }

    public override async Task<bool> ExistsLockedAsync<TGate>(
        DbContext context, IQueryable<TGate> rows, CancellationToken cancellationToken)
    {
        var builder = context.GetService<IRelationalCommandBuilderFactory>().Create();
        var query = CreateCommand(rows);
        await using (query.ConfigureAwait(false))
        {
            GateLocks.RequireLockable(query.CommandText, typeof(TGate), context.Model);
            var parameters = query.Parameters.Cast<DbParameter>().ToList();
            query.Parameters.Clear();
            foreach (var parameter in parameters) builder.AddRawParameter(parameter.ParameterName, parameter);
            builder.Append(query.CommandText).Append(GateLocks.Limit).Append(GateLocks.Clause);
        }

        try
        {
            return await builder.Build()
                .ExecuteScalarAsync(context.CommandArguments(), cancellationToken)
                .ConfigureAwait(false) is not null;
        }
        catch (Exception exception) when (Refuses(exception) is { } refusal)
        {
            throw new CannotLockException(
                $"The gate on '{typeof(TGate).Name}' cannot be locked (FOR SHARE): {Reason(refusal)} {GateLocks.WayOut}", exception);
        }
    }

    public override bool LocksGates => true;

    public override void RequireLockable<TGate>(DbContext context, IQueryable<TGate> rows)
    {
        using var query = CreateCommand(rows);
        GateLocks.RequireLockable(query.CommandText, typeof(TGate), context.Model);
    }

    public override ValueTask<WritePipeline?> CreatePipelineAsync(
        DbContext context, BulkOptions bulkOptions, Action<string> refuse, CancellationToken cancellationToken)
    {
        if (!options.CheckDeferredConstraints) return new(new PostgreSqlPipeline(context, options, bulkOptions));

        refuse($"{nameof(NpgsqlBulkOptions.CheckDeferredConstraints)} is on");
        return new((WritePipeline?)null);
    }

    public override Task AfterSaveAsync(DbContext context, CancellationToken cancellationToken) =>
        options.CheckDeferredConstraints ? DeferredConstraints.CheckAsync(context, cancellationToken) : Task.CompletedTask;

    public override Task<bool?> HasCommittedAsync(
        DbConnection lost, string transactionId, CancellationToken cancellationToken) =>
        CommitOutcome.LookUpAsync((NpgsqlConnection)lost, transactionId, cancellationToken);

    /// <summary>The query for any of the rows, still without its end: EF warns of a limit without an order, which does not matter here.</summary>
    public static DbCommand CreateCommand<TGate>(IQueryable<TGate> rows) => rows.Select(_ => 1).CreateDbCommand();

    private static PostgresException? Refuses(Exception exception) =>
        exception as PostgresException is { SqlState: PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.FeatureNotSupported }
            refusal
            ? refusal
            : null;

    private static string Reason(PostgresException refusal) => refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege
        ? "row locks need the UPDATE privilege on the table, which the role of this connection lacks (42501)."
        : "the server does not take the lock clause there (0A000).";
}
