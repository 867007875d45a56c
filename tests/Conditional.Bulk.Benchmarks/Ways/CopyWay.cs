using Npgsql;
using NpgsqlTypes;

namespace Conditional.Bulk.Benchmarks;

/// <summary>Binary COPY. No gates, and one bad row fails all.</summary>
internal sealed class CopyWay() : Way("copy")
{
    public override bool NeedsPostgreSql => true;

    public override bool IsolatesItems => false;

    public override bool UsesSaveChanges => false;

    public override bool CanDo(Work work) => work is ICopiedWork;

    public override async Task<IReadOnlyList<Report>> RunAsync(
        Endpoint endpoint, Workload workload, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(endpoint.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var table in ((ICopiedWork)workload.Work).CopyTables)
        {
            var copy = $"COPY {table.TableAndColumns} FROM STDIN (FORMAT BINARY)";
            await using var importer = await connection.BeginBinaryImportAsync(copy, cancellationToken);
            foreach (var draft in workload.Drafts) await table.WriteAsync(importer, draft, cancellationToken);
            await importer.CompleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return Report.AllWritten(workload.Count);
    }
}

/// <summary>Work that COPY can do.</summary>
internal interface ICopiedWork
{
    /// <summary>Principals first.</summary>
    IReadOnlyList<CopyTable> CopyTables { get; }
}

/// <summary>A table to copy to.</summary>
/// <param name="TableAndColumns">As in the statement.</param>
/// <param name="WriteAsync">Writes the rows of one item.</param>
internal sealed record CopyTable(
    string TableAndColumns, Func<NpgsqlBinaryImporter, Draft, CancellationToken, Task> WriteAsync);

internal static class ImporterExtensions
{
    /// <summary>Name, scope, its id and document.</summary>
    public static async Task WriteColumnsAsync(
        this NpgsqlBinaryImporter importer, Draft draft, CancellationToken cancellationToken)
    {
        await importer.WriteAsync(draft.Name, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync((int)draft.Scope, NpgsqlDbType.Integer, cancellationToken);
        await importer.WriteAsync(draft.ScopeId, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(draft.Document, NpgsqlDbType.Text, cancellationToken);
    }
}
