using System.Data;
using System.Data.Common;
using Conditional.Bulk.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.Sqlite;

/// <summary>SQLite through Microsoft.Data.Sqlite.</summary>
internal sealed class SqliteProvider : ConditionalBulkProvider
{
    private SqliteProvider()
    {
    }

    public static SqliteProvider Instance { get; } = new();

    public override DatabaseError Describe(DbException exception, IModel model) => exception is SqliteException answer
        ? ResultCodes.Describe(answer, model)
        : new DatabaseError(DatabaseErrorScope.Transaction);

    /// <summary>SQLite has no NaN, and the driver refuses it with an exception that it throws for much else, too.</summary>
    public override Exception? FindUnsendableValue(DbCommand command)
    {
        foreach (DbParameter parameter in command.Parameters)
        {
            if (parameter.Value is double.NaN or float.NaN) return new ArgumentException("SQLite has no NaN: it would store NULL.");
        }

        return null;
    }

    /// <summary>With a trigger in the schema, items are written one by one.</summary>
    public override async ValueTask<WritePipeline?> CreatePipelineAsync(
        DbContext context, BulkOptions options, Action<string> refuse, CancellationToken cancellationToken)
    {
        var schema = await SqliteSchema.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        if (!schema.HasTriggers) return new SqlitePipeline(context, schema);

        refuse("the database has a trigger");
        return null;
    }

    /// <summary>A deferred transaction: it takes no write lock, so readers do not wait for the writer.</summary>
    public override async Task<IDbContextTransaction> BeginReadAsync(
        DbContext context, IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var transaction = ((SqliteConnection)context.Database.GetDbConnection()).BeginTransaction(deferred: true);
        return (await context.Database.UseTransactionAsync(transaction, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>
    /// A deferred transaction takes the write lock with its first write. Taken before the first gate is read, no other writer can
    /// come between a gate and its write.
    /// </summary>
    public override async Task PrepareJoinedAsync(DbContext context, IEntityType entityType, CancellationToken cancellationToken)
    {
        var table = entityType.GetTableMappings().FirstOrDefault()?.Table;
        if (table is null) return;

        var name = context.GetService<ISqlGenerationHelper>().DelimitIdentifier(table.Name, table.Schema);
        var command = context.Database.GetDbConnection().CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = context.Database.CurrentTransaction!.GetDbTransaction();
            command.CommandText = $"DELETE FROM {name} WHERE 0";
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
