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

    /// <summary>What EF makes of <see cref="CreateCommand{TGate}"/> begins so.</summary>
    private const string SelectOne = "SELECT 1";

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

    public override Task<DatabaseError> CompleteAsync(DbContext context, DatabaseError error, CancellationToken cancellationToken) =>
        error is { SchemaName: null } or { TableName: null } || ModelNames.Knows(context.Model, error)
            ? Task.FromResult(error)
            : Catalogue.WithRootNamesAsync(context, error, cancellationToken);

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

        var missing = await Catalogue.MissingPrivilegesAsync(context, refusal.Tables, cancellationToken).ConfigureAwait(false);
        if (missing.Count == 0) return refusal;

        var message = refusal.Message.Replace(
            LockRefusal.MissingPrivilege, $"{string.Join(", and ", missing)} (42501).", StringComparison.Ordinal);
        return new CannotLockException(message, refusal.InnerException) { Tables = refusal.Tables };
    }

    public override Exception? FindUnsendableValue(DbCommand command) => UnsendableValues.Find(command.Parameters);

    public override async Task LockTargetAsync(
        DbContext context, IEntityType entityType, IReadOnlyList<object> keyValues, CancellationToken cancellationToken)
    {
        var tables = TargetLocks.TablesOf(entityType);
        try
        {
            var arguments = context.CommandArguments(TargetLocks.Values(keyValues));
            var command = TargetLocks.CommandFor(context, entityType, ForeignTables.ColumnFor(context, tables));
            await LockAsync(context, command, arguments, tables, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (LockRefusal.ReasonOf(exception) is { } reason)
        {
            var message = $"The '{entityType.DisplayName()}' to write cannot be locked (FOR NO KEY UPDATE): {reason}";
            throw new CannotLockException(message, exception) { Tables = tables };
        }
    }

    public override async Task<bool> ExistsLockedAsync<TGate>(
        DbContext context, IQueryable<TGate> rows, CancellationToken cancellationToken)
    {
        var builder = context.GetService<IRelationalCommandBuilderFactory>().Create();
        IReadOnlyList<(string Name, string? Schema)> tables;
        var query = CreateCommand(rows);
        await using (query.ConfigureAwait(false))
        {
            tables = GateLocks.RequireLockable(query.CommandText, typeof(TGate), context.Model);
            var parameters = query.Parameters.Cast<DbParameter>().ToList();
            query.Parameters.Clear();
            foreach (var parameter in parameters) builder.AddRawParameter(parameter.ParameterName, parameter);
            builder.Append(SelectOne).Append(ForeignTables.ColumnFor(context, tables));
            RedactedSql.Append(builder, query.CommandText[SelectOne.Length..]).Append(GateLocks.Limit).Append(GateLocks.Clause);
        }

        try
        {
            return await LockAsync(context, builder.Build(), context.CommandArguments(), tables, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (LockRefusal.ReasonOf(exception) is { } reason)
        {
            var message = $"The gate on '{typeof(TGate).Name}' cannot be locked (FOR SHARE): {reason} {GateLocks.WayOut}";
            throw new CannotLockException(message, exception) { Tables = tables };
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

    /// <summary>Runs the lock statements, with the column of <see cref="ForeignTables"/> if they have it.</summary>
    /// <returns>Whether there is a row.</returns>
    /// <exception cref="UnlockedTableException">Rows of a foreign table would not be locked.</exception>
    private static async Task<bool> LockAsync(
        DbContext context,
        IRelationalCommand command,
        RelationalCommandParameterObject arguments,
        IReadOnlyList<(string Name, string? Schema)> tables,
        CancellationToken cancellationToken)
    {
        var reader = await command.ExecuteReaderAsync(arguments, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var results = reader.DbDataReader;
            var exists = false;
            do
            {
                if (!await results.ReadAsync(cancellationToken).ConfigureAwait(false)) continue;

                exists = true;
                if (results.FieldCount == 1) continue;
                if (!await results.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false)) throw new UnlockedTableException(results.GetString(1));
                ForeignTables.Remember(context, tables);
            }
            while (await results.NextResultAsync(cancellationToken).ConfigureAwait(false));

            return exists;
        }
    }
}
