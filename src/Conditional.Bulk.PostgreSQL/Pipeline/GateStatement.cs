using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>A gate's query as a statement of a batch.</summary>
internal sealed class GateStatement(NpgsqlBatchCommand command, IReadOnlyList<(string Name, string? Schema)>? tables) : GateQuery
{
    public override IReadOnlyList<(string Name, string? Schema)>? Tables => tables;

    public NpgsqlBatchCommand Command => command;

    public static GateStatement Of<TRow>(DbContext context, IQueryable<TRow> rows, bool locks) where TRow : class
    {
        using var query = PostgreSqlProvider.CreateCommand(rows);
        var tables = SqlSkeleton.TablesOf(query.CommandText, context.Model);
        var command = ((NpgsqlCommand)query).ToBatchCommand();
        command.CommandText += locks ? GateLocks.Limit + GateLocks.Clause : GateLocks.Limit;
        return new GateStatement(command, tables);
    }
}
