using System.Data.Common;
using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>PostgreSQL through Npgsql.</summary>
internal sealed class PostgreSqlProvider : ConditionalBulkProvider
{
    private PostgreSqlProvider()
    {
    }

    public static PostgreSqlProvider Instance { get; } = new();

    public override DatabaseError Describe(DbException exception, IModel model) => exception switch
    {
        PostgresException answer => SqlStates.Describe(answer),

        // The command timed out on the client, and Npgsql cancelled it on the server; whether the connection survived that is
        // for the engine to look at.
        NpgsqlException { InnerException: TimeoutException } => new(DatabaseErrorScope.Item, WriteFailureKind.Timeout),

        // Npgsql reports I/O errors of the connection as its base exception, without an answer of the server.
        _ => new(DatabaseErrorScope.Session),
    };
}
