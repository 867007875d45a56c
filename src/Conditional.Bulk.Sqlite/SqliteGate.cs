using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Sqlite;

/// <summary>A gate's query, to be executed by EF.</summary>
internal sealed class SqliteGate(
    Func<CancellationToken, Task<bool>> existsAsync, IReadOnlyList<(string Name, string? Schema)>? tables) : GateQuery
{
    public override IReadOnlyList<(string Name, string? Schema)>? Tables => tables;

    public static SqliteGate Of<TRow>(DbContext context, IQueryable<TRow> rows) where TRow : class
    {
        using var command = rows.Select(_ => 1).CreateDbCommand();
        return new SqliteGate(token => rows.AnyAsync(token), SqlSkeleton.TablesOf(command.CommandText, context.Model));
    }

    public Task<bool> ExistsAsync(CancellationToken cancellationToken) => existsAsync(cancellationToken);
}
